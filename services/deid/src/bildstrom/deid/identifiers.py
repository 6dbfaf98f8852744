"""What identifies an object's patient and origin in the original: names, numbers, UIDs, at all levels."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from bildstrom.deid.content.names import identifying_texts, kept_uids
from bildstrom.deid.profile.actions import Action
from bildstrom.deid.profile.dictionary import dictionary_vrs
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.quarantine import PROFILE_FAILED, Quarantine
from bildstrom.deid.stamp import OWN_WORDS
from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.dicom.tree import Node, Nodes

SHORTEST = 4  # bytes; a shorter value is found by chance
_REMEMBERED = 4096  # bytes of names; a hundred times what objects have
MOST = 256  # names; each is searched for in every text, and real objects have about ten

# Patient ID, other patient IDs, birth date, accession, study ID, device serial number, admission ID, order numbers
IDENTIFIERS = frozenset(
    [0x00100020, 0x00101000, 0x00100030, 0x00080050, 0x00200010, 0x00181000, 0x00380010, 0x00402016, 0x00402017]
)
_PARTS = re.compile(rb"[\\^=]")


class Identifiers(NamedTuple):
    """Original values, as encoded: parts of names and numbers of four bytes or more; UIDs, normalised."""

    names: frozenset[bytes]
    uids: frozenset[bytes]


def identifiers(nodes: Nodes, rules: Rules) -> Identifiers:
    """Collect what identifies the original; what the rules keep does not.

    Raises:
        Quarantine: more names than can be searched for in bounded time.
    """
    names: list[bytes] = []
    uids: list[bytes] = []
    for node in _flat(nodes):
        vrs = implied_vrs(node.tag, node.vr)
        if ("PN" in vrs or node.tag in IDENTIFIERS) and rules.action(node.tag, vrs[0]) is not Action.KEEP:
            names.append(bytes(node.value))
        elif "UI" in vrs and rules.action(node.tag, "UI") is not Action.KEEP:
            uids.append(bytes(node.value))
    if rules.cleans_content:
        names.extend(identifying_texts(nodes, rules.profile.options))
        kept = set(kept_uids(nodes, rules.profile.options))
        uids = [uid for uid in uids if uid not in kept]
    return gathered(names, uids)


def gathered(names: Iterable[bytes], uids: Iterable[bytes]) -> Identifiers:
    """What identifies, from values as encoded: names and numbers, UIDs.

    Raises:
        Quarantine: more names than can be searched for in bounded time.
    """
    unique = frozenset(names)
    searched = _known if sum(map(len, unique)) <= _REMEMBERED else _searched
    return Identifiers(
        searched(unique), frozenset(normalised(part) for value in set(uids) for part in value.split(b"\\"))
    )


def _searched(names: frozenset[bytes]) -> frozenset[bytes]:
    parts = {part.strip(b"\0 ") for value in names for part in _PARTS.split(value)}
    searched = frozenset(part for part in parts if len(part) >= SHORTEST and part not in OWN_WORDS)
    if len(searched) > MOST:
        raise Quarantine(PROFILE_FAILED)
    return searched


_known = lru_cache(maxsize=64)(_searched)  # the objects of a series have the same names


def _flat(nodes: Nodes) -> Iterator[Node]:
    """All elements but sequences; those of items that are shared once."""
    seen: set[int] = set()
    left = [nodes]
    while left:
        for node in left.pop():
            if node.items is None:
                yield node
            elif id(node.items) not in seen:
                seen.add(id(node.items))
                left += node.items


def implied_vrs(tag: int, vr: bytes) -> tuple[str, ...]:
    """The VR that is written; where none or UN is, those of the dictionary."""
    return dictionary_vrs(tag) if vr == b"UN" else (vr.decode("ascii"),)


@lru_cache(maxsize=16_384)  # as for pseudonyms: most UIDs come again
def normalised(uid: bytes) -> bytes:
    """A UID as encoded, without padding and leading zeros."""
    return normalised_uid(uid.decode("latin-1")).encode("latin-1")


def mentions(text: bytes, name: bytes) -> bool:
    """Whether a name occurs as a word: not as a part of a longer one, as 1234 in 12345 or Anna in Annapolis."""
    start = text.find(name)
    while start >= 0:
        around = text[max(start - 1, 0) : start] + text[start + len(name) : start + len(name) + 1]
        if not any(byte > 127 or chr(byte).isalnum() for byte in around):
            return True
        start = text.find(name, start + 1)
    return False
