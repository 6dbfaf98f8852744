"""Retained measures of patients: as they are, top-coded, or as ranges."""

from decimal import Decimal

import pytest

from bildstrom.deid.profile.actions import Age, Rounded


@pytest.mark.parametrize(
    ("age", "top_coded", "in_bands"),
    [
        (b"067Y", b"067Y", b"065Y"),
        (b"089Y", b"089Y", b"085Y"),
        (b"090Y", b"090Y", b"090Y"),
        (b"104Y", b"090Y", b"090Y"),
        (b"010M", b"010M", b"000Y"),
        (b"", b"", b""),
        (b"67", None, None),
        (b"old ", None, None),
    ],
)
def test_ages_are_top_coded_and_banded(age: bytes, top_coded: bytes | None, in_bands: bytes | None) -> None:
    assert Age().new_value("AS", age) == top_coded
    assert Age(5).new_value("AS", age) == in_bands


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        (b"1.73", "0.05", b"1.75"),
        (b"1.7 ", "0.05", b"1.70"),
        (b"82.4", "5", b"80"),
        (b"83\\77 ", "5", b"85\\75 "),
        (b"", "5", b""),
        (b"tall", "5", None),
        (b"1E400 ", "5", None),
    ],
)
def test_measures_stand_for_a_range(value: bytes, step: str, rounded: bytes | None) -> None:
    assert Rounded(Decimal(step)).new_value("DS", value) == rounded
