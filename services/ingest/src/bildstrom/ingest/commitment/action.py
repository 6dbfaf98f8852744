"""What a request for storage commitment names (PS3.4 table J.3-1), read from the bytes of its action information."""

import re
from dataclasses import dataclass

from bildstrom.dicom.element import ITEM, Element, Limits
from bildstrom.dicom.encoding import encoding_of
from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.walk import Walk

PUSH_MODEL = "1.2.840.10008.1.20.1"
WELL_KNOWN_INSTANCE = "1.2.840.10008.1.20.1.1"
REQUEST_COMMITMENT = 1  # action type, PS3.4 J.3.2.1.1

MAX_BYTES = 4 * 1024 * 1024  # of action information; 10,000 references of the longest UIDs take 1.7 MB
MAX_REFERENCES = 10_000

_TRANSACTION, _REFERENCED_SOPS = 0x00081195, 0x00081199
_CLASS, _INSTANCE = 0x00081150, 0x00081155
_LIMITS = Limits(depth=8, elements=8 * MAX_REFERENCES)
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")  # PS3.5 9.1, once normalised


class Refused(Exception):
    """No commitment can be requested like this.

    Attributes:
        word: closed word of reason.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Reference:
    """An instance that commitment is requested for; the original UIDs, as the requestor writes them."""

    sop_class_uid: str
    sop_instance_uid: str


@dataclass(frozen=True, slots=True)
class Action:
    """A request; each reference is there once, in the requestor's order."""

    transaction_uid: str
    references: tuple[Reference, ...]


def read_action(data: bytes, transfer_syntax: str) -> Action:
    """Read a data set.

    Raises:
        Refused: ``malformed_action``, ``transaction_uid``, ``references``, ``too_many_references``.
    """
    walk = Walk(data, 0, encoding_of(transfer_syntax), is_sequence, _LIMITS)
    reading = _Reading(data)
    for element in walk:
        reading.take(element)
    if walk.refusal or walk.disorder:
        raise Refused("malformed_action")
    return reading.action()


class _Reading:
    """Collects, of all elements, the few that matter."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._transaction = ""
        self._within = False  # the referenced SOP sequence
        self._items: list[dict[int, str]] = []

    def take(self, element: Element) -> None:
        if element.depth == 0:
            self._within = element.tag == _REFERENCED_SOPS
            if element.tag == _TRANSACTION:
                self._transaction = self._text(element)
        elif not self._within or element.depth > 1:
            return
        elif element.tag == ITEM:
            if len(self._items) == MAX_REFERENCES:
                raise Refused("too_many_references")
            self._items.append({})
        elif element.tag in (_CLASS, _INSTANCE):
            self._items[-1][element.tag] = self._text(element)

    def action(self) -> Action:
        if not _is_uid(self._transaction):
            raise Refused("transaction_uid")
        found = [Reference(item.get(_CLASS, ""), item.get(_INSTANCE, "")) for item in self._items]
        if not found or not all(_is_uid(one.sop_class_uid) and _is_uid(one.sop_instance_uid) for one in found):
            raise Refused("references")
        return Action(self._transaction, tuple(dict.fromkeys(found)))

    def _text(self, element: Element) -> str:
        # of a UID that is too long no more is taken than shows it
        value = self._data[element.value : min(element.end, element.value + 80)]
        return value.strip(b"\0 ").decode("ascii", "replace")


def _is_uid(text: str) -> bool:
    return len(text) <= 64 and _UID.fullmatch(normalised_uid(text)) is not None
