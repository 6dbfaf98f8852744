"""New values for old ones."""

import uuid

import pytest
from unit.deid.objects import KEY

from bildstrom.deid.values import mapped_uids, shifted, time_of_day, well_formed


@pytest.mark.parametrize(
    ("vr", "value", "expected"),
    [
        ("DA", b"20240229", b"20240222"),
        ("DA", b"2024.02.29", b"20240222"),
        ("DA", b"20240101\\20231231 ", b"20231225\\20231224 "),
        ("DA", b"", b""),
        ("DA", b"20240230", None),
        ("DA", b"Smith 01", None),
        ("DA", b"00010101", None),  # no date before the year 1
        ("DT", b"20240229101112.345678+0100 ", b"20240222101112.345678+0100"),
        ("DT", b"20240229", b"20240222"),
        ("DT", b"202402", None),  # a month cannot be moved by weeks
    ],
)
def test_a_date_moves_by_whole_weeks_or_is_none(vr: str, value: bytes, expected: bytes | None) -> None:
    moved = shifted(vr, value, -1)
    assert (moved.rstrip(b" ") if moved is not None else None) == (expected.rstrip(b" ") if expected else expected)


@pytest.mark.parametrize("value", [b"10", b"101112", b"101112.3456 ", b"10:11:12", b"+0100 ", b"10\\11", b""])
def test_a_time_of_day_stays(value: bytes) -> None:
    assert time_of_day(value) == value


@pytest.mark.parametrize("value", [b"noon", b"10 Smith", b"1234567890"])
def test_what_is_no_time_of_day_goes(value: bytes) -> None:
    assert time_of_day(value) is None


@pytest.mark.parametrize(
    ("vr", "value", "sound"),
    [
        ("CS", b"ORIGINAL\\PRIMARY ", True),
        ("CS", b"ISO 2022 IR 100", True),
        ("CS", b"DOE^JOHN", False),
        ("CS", b"A VALUE TOO LONG FOR A CODE", False),
        ("DS", b"-1.5E+3\\ .5 ", True),
        ("DS", b"", True),
        ("DS", b"12 Smith", False),
        ("IS", b"42 ", True),
        ("IS", b"4.2", False),
        ("US", b"abc", False),
    ],
)
def test_numbers_and_codes_cannot_be_free_text(vr: str, value: bytes, sound: bool) -> None:
    assert well_formed(vr, value) is sound


def test_registered_uids_stay_and_all_others_are_mapped() -> None:
    value = b"1.2.840.10008.5.1.4.1.1.2\\1.2.840.10008.5.1.4.1.1.2.77\\1.2.3\0"
    kept, *mapped = mapped_uids(KEY, value).rstrip(b"\0").split(b"\\")
    assert kept == b"1.2.840.10008.5.1.4.1.1.2"
    assert [uuid.UUID(int=int(uid.removeprefix(b"2.25."))).version for uid in mapped] == [8, 8]
    assert mapped_uids(KEY, b"01.2.3 ") == mapped_uids(KEY, b"1.2.3")
