"""What of an object that is said to be clean a profile would not let pass, and what of its original is left in it.

The rules are applied once more to the clean object, with the original's names to look for: a value that they would
change again was not treated as they demand. That finds what any tool has left over, whichever it was. No value of
either object gets into the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bildstrom.deid.apply import Subject, apply
from bildstrom.deid.identifiers import Identifiers, identifiers, implied_vrs, normalised
from bildstrom.deid.paths import in_little_endian, parted
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import Rules, rules_for
from bildstrom.deid.quarantine import Quarantine
from bildstrom.deid.report.comparison import Comparison
from bildstrom.deid.report.places import elements_by_path, left_at
from bildstrom.deid.stamp import STAMPED
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.deid.values import is_well_known
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Node, Nodes

_INSTANCE = 0x00080018
_AGAIN = frozenset([pb.EFFECT_MAPPED, pb.EFFECT_SHIFTED, pb.EFFECT_PSEUDONYMISED])  # what every value gives anew
_BULK = 1 << 16  # bytes; longer values are pixels, and those that pass are the same in both


@dataclass(frozen=True, slots=True)
class Parted:
    """An object taken apart.

    Attributes:
        explicit: whether its VRs are written.
    """

    identity: Identity
    explicit: bool
    nodes: Nodes

    @property
    def unstamped(self) -> Nodes:
        """Its elements but those that say what was done to it."""
        return [node for node in self.nodes if node.tag not in STAMPED]


def parted_object(raw: bytes) -> Parted:
    """Take an object apart, whichever it is.

    Raises:
        Quarantine: it cannot be read.
    """
    identity, data_set, nodes = in_little_endian(*parted(raw))
    return Parted(identity, data_set.encoding.explicit, nodes)


class Remains:
    """Looks for what is left under a profile.

    Args:
        key: of the project that the clean object was made in.
    """

    def __init__(self, profile: Profile, key: bytes) -> None:
        self._profile = profile
        self._key = key

    def of(self, clean: Parted) -> Iterator[pb.Left]:
        """What the rules would change again; without the original nobody knows which names to look for."""
        yield from self._by_rule(clean, Identifiers(frozenset(), frozenset()))

    def compared(self, clean: Parted, original: Parted) -> Iterator[pb.Left]:
        """The same, and what of the original is left.

        Raises:
            Quarantine: more names than can be searched for in bounded time.
        """
        rules = rules_for(self._profile, original.identity.sop_class_uid)
        names = identifiers(original.nodes, rules)
        found = list(self._by_rule(clean, names))
        yield from found
        told = {left.path for left in found}
        yield from (left for left in self._unchanged(clean, original, rules) if left.path not in told)

    def _by_rule(self, clean: Parted, original: Identifiers) -> Iterator[pb.Left]:
        rules = rules_for(self._profile, clean.identity.sop_class_uid)
        again = apply(clean.unstamped, Subject(self._key, -1, clean.explicit, original.names), rules)
        comparison = Comparison(clean.explicit, pixels=False)
        for acted in comparison.acted(clean.unstamped, again, rules):
            if acted.effect not in _AGAIN:
                yield pb.Left(kind=pb.LEFT_KIND_RULE, path=acted.path, keyword=acted.keyword, rule=acted.rule)
        if not self._profile.keeps_uids:
            yield from self._uids(clean, original.uids, rules)

    def _uids(self, clean: Parted, original: frozenset[bytes], rules: Rules) -> Iterator[pb.Left]:
        for path, node in elements_by_path(clean.unstamped).items():
            if node.tag in rules.removed or "UI" not in implied_vrs(node.tag, node.vr):
                continue
            for part in bytes(node.value).split(b"\\"):
                uid = normalised(part)
                if not uid or is_well_known(uid.decode("latin-1")):
                    continue
                if uid in original:
                    yield left_at(pb.LEFT_KIND_UID, path, node, "it is one of the original")
                elif not uid.startswith(b"2.25."):
                    yield left_at(pb.LEFT_KIND_UID, path, node, "no pseudonym, and the standard did not register it")

    def _unchanged(self, clean: Parted, original: Parted, rules: Rules) -> Iterator[pb.Left]:
        """The original's values at places where the profile writes others."""
        names = identifiers(original.nodes, rules).names
        again = apply(original.unstamped, Subject(self._key, -1, original.explicit, names), rules)
        before, after, wanted = map(elements_by_path, (original.nodes, clean.nodes, again))
        for acted in Comparison(original.explicit, pixels=False).acted(original.unstamped, again, rules):
            old, new = before.get(acted.path), after.get(acted.path)
            if old is None or new is None or not _same(old, new):
                continue
            if acted.path not in wanted or not _same(old, wanted[acted.path]):  # a text may lose spaces alone
                yield left_at(pb.LEFT_KIND_VALUE, acted.path, new, acted.rule)
        for path, node in before.items():
            if node.tag in STAMPED and path in after and _same(node, after[path]) and node.tag >> 16 == 0x0010:
                yield left_at(pb.LEFT_KIND_VALUE, path, node, "stamp")


def _same(old: Node, new: Node) -> bool:
    value = bytes(old.value).strip(b"\0 ") if len(old.value) < _BULK else b""
    return bool(value) and value == bytes(new.value).strip(b"\0 ")


def readable(raw: bytes) -> Parted | None:
    """An object taken apart; None if nobody can read it."""
    try:
        return parted_object(raw)
    except Quarantine:
        return None
