"""Two paths, one answer: whatever the fast one takes, the slow one makes the same bytes of."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom._dicom_dict import DicomDictionary
from unit.deid.objects import KEY, PROJECT, claim_of, cleaned, ct, encoded, wheel_files
from unit.dicom.datasets import ITEM_END, SEQUENCE_END, UNDEFINED, element, implicit, item, part10

from bildstrom.deid import engine, paths
from bildstrom.deid.engine import Clean, deidentify
from bildstrom.deid.identifiers import Identifiers
from bildstrom.deid.paths import Case
from bildstrom.deid.profile.profile import BASIC, Profile
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.encoding import EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as pb

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
CASE = Case(BASIC, KEY, None, lambda identity: None)

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


class Seen(NamedTuple):
    """What a path made of an object: the data set, and what identifies the original."""

    data: bytes
    original: Identifiers


Answer = Seen | pb.QuarantineReason.ValueType


def seen(new: paths.Rewritten) -> Seen:
    pieces, at = [], 0
    for place, value in new.written.passed:
        pieces += [new.written.head[at:place], bytes(value)]
        at = place
    return Seen(b"".join([*pieces, new.written.head[at:]]), new.original)


def fast(raw: bytes) -> Answer | None:
    try:
        new = paths.spliced(raw, CASE)
    except Quarantine as kept_back:
        return kept_back.reason
    return None if new is None else seen(new)


def slow(raw: bytes) -> Answer:
    try:
        return seen(paths.rebuilt(raw, CASE))
    except Quarantine as kept_back:
        return kept_back.reason


def real_files() -> list[Path]:
    return [*wheel_files(), *sorted(CORPUS.glob("*/*.dcm"))]
