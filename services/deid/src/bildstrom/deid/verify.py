"""The second look: reads the written bytes again, by another way than they were made, and trusts nothing before it.

It looks for what must not be there: attributes that the table removes, groups that are never written, UIDs that are
neither registered nor pseudonyms, and the original's identifying values anywhere outside numbers and pixels.
"""

from collections.abc import Iterator

from bildstrom.deid.identifiers import Identifiers, implied_vrs, mentions, normalised
from bildstrom.deid.profile.dictionary import TEXT
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.values import is_well_known
from bildstrom.dicom.element import ITEM
from bildstrom.dicom.identify import MAX_INFLATED
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.verdict import Refusal
from bildstrom.dicom.walk import Walk

_SEARCHED = TEXT | {"AE", "PN", "UI", "UR", "UN"}


class Leak(Exception):
    """Something that must not be there is in the output: a defect of the rules. Says which check, never the value."""


def verify(data: bytes, original: Identifiers, rules: Rules) -> None:
    """Check a written file against what identified its original, and what the rules remove everywhere.

    Raises:
        Leak: something is left over.
    """
    if any(data[:128]):
        raise Leak("preamble")
    data_set = open_file(data, MAX_INFLATED)
    if isinstance(data_set, Refusal):
        raise Leak("unreadable")
    text = b"\0".join(_texts(data_set, original.uids, rules))
    if any(mentions(text, name) for name in original.names):
        raise Leak("name")


def _texts(data_set: DataSet, uids: frozenset[bytes], rules: Rules) -> Iterator[bytes]:
    keeps_uids = Option.UIDS in rules.profile.options
    only_pseudonyms = Option.DEVICE not in rules.profile.options  # which keeps those of devices
    removed = rules.removed
    walk = Walk(data_set.data, data_set.start, data_set.encoding, is_sequence)
    for tag, vr, _, start, end, _, _ in walk:
        group = tag >> 16
        if tag == ITEM:
            continue
        if group % 2 or group < 8 or group & 0xFF00 in (0x5000, 0x6000) or not tag & 0xFFFF or tag in removed:
            raise Leak("attribute")
        name = implied_vrs(tag, vr)
        if name and name[0] in _SEARCHED:
            value = bytes(data_set.data[start:end])
            if "UI" in name and not keeps_uids:
                _check_uids(value, uids, only_pseudonyms)
            yield value
    if walk.refusal or walk.disorder:
        raise Leak("structure")


def _check_uids(value: bytes, uids: frozenset[bytes], only_pseudonyms: bool) -> None:
    for part in value.split(b"\\"):
        uid = normalised(part)
        if (
            uid
            and not is_well_known(uid.decode("latin-1"))
            and (uid in uids or (only_pseudonyms and not uid.startswith(b"2.25.")))
        ):
            raise Leak("uid")
