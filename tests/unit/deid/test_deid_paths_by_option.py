"""Two paths, one answer, under every set of options: each path is the other's oracle."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from unit.deid.objects import KEY, ct, encoded, wheel_files
from unit.deid.test_deid_retention import SETS
from unit.deid.test_deid_sentinels import NOT_AT_TOP, nested, planted, table

from bildstrom.deid.paths import Case, Rewritten, rebuilt, spliced
from bildstrom.deid.profile.options import combination
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.quarantine import Quarantine
from bildstrom.events.v1 import events_pb2 as pb

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


def whole(new: Rewritten) -> bytes:
    head, at, pieces = new.written.head, 0, []
    for place, value in new.written.passed:
        pieces += [head[at:place], bytes(value)]
        at = place
    return b"".join([*pieces, head[at:]])


def case(name: str) -> Case:
    return Case(Profile("tested", combination(SETS[name])), KEY, None, lambda _: None)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("name", SETS)
def test_both_paths_treat_every_listed_attribute_alike(name: str, syntax: str) -> None:
    inner, dataset = Dataset(), ct()
    for number, row in enumerate(table()):
        inner.add(planted(row, number))
        if row.tag >> 16 >= 8 and row.tag not in NOT_AT_TOP:
            dataset.add(planted(row, number))
    dataset.update(nested(inner, 3))
    raw = encoded(dataset, syntax)
    fast = spliced(raw, case(name))
    assert fast is None or whole(fast) == whole(rebuilt(raw, case(name)))


@pytest.mark.parametrize("name", ["none", "all with full dates", "all with modified dates"])
def test_both_paths_treat_every_real_file_alike(name: str) -> None:
    differing, taken = [], 0
    for path in wheel_files():
        fast, slow = answer(path, spliced, case(name)), answer(path, rebuilt, case(name))
        taken += isinstance(fast, bytes)
        if fast is not None and fast != slow:
            differing.append(path.name)
    assert differing == []
    assert taken > 20


def answer(
    path: Path, way: Callable[[bytes, Case], Rewritten | None], asked: Case
) -> bytes | pb.QuarantineReason.ValueType | None:
    try:
        new = way(path.read_bytes(), asked)
    except Quarantine as kept_back:
        return kept_back.reason
    return None if new is None else whole(new)
