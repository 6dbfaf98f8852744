"""The second look: reads the written bytes again, by another way than they were made, and trusts nothing before it.

It looks for what must not be there: attributes that the table removes, groups that are never written, UIDs that are
neither registered nor pseudonyms, and the original's identifying values anywhere outside numbers and pixels.
"""

from collections.abc import Mapping
from struct import error

from bildstrom.deid.identifiers import Identifiers, mentions, normalised
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.second_look.admitted import admitted
from bildstrom.deid.second_look.leak import Leak, NameLeftError
from bildstrom.deid.second_look.look import Look
from bildstrom.deid.values import is_well_known


def verify(head: bytes, explicit: bool, passed: Mapping[int, int], original: Identifiers, rules: Rules) -> None:
    """Check a written little-endian data set against what identified its original, and what the rules remove.

    Args:
        head: the data set without the values that pass.
        explicit: whether its VRs are written.
        passed: length of each passed value by its place in the head.
        original: what must not be found.
        rules: say what they remove everywhere, and whether UIDs stay.

    Raises:
        Leak: something is left over.
    """
    look = Look(head, explicit, passed, admitted(rules.removed, rules.keeps_private, explicit))
    try:
        look.data_set(0, len(head), 0, False)
    except error:
        raise Leak("structure") from None
    options = rules.profile.options
    if Option.UIDS not in options:
        _check_uids(set(look.uids), original.uids, Option.DEVICE not in options)  # that option keeps those of devices
    text = b"\0".join(look.texts + look.uids)
    if any(name in text and mentions(text, name) for name in original.names):
        raise NameLeftError("name")


def _check_uids(values: set[bytes], original: frozenset[bytes], only_pseudonyms: bool) -> None:
    for part in {part for value in values for part in value.split(b"\\")}:
        uid = normalised(part)
        if not uid or is_well_known(uid.decode("latin-1")):
            continue
        if uid in original or (only_pseudonyms and not uid.startswith(b"2.25.")):
            raise Leak("uid")
