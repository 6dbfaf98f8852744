"""Descriptions are cleaned of all but what is known to describe (PS3.15 E.3.5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildstrom.deid.profile.descriptors import CleanText


@pytest.mark.parametrize(
    ("description", "cleaned"),
    [
        (b"CT chest abdomen pelvis - 55F Dr. Smith", b"CT chest abdomen pelvis"),  # the example of E.3.5
        (b"Thorax 5.0 mm B31f Mueller", b"Thorax 5.0 mm"),
        (b"t1_mprage_sag_p2_iso", b"t1 mprage sag"),
        (b"HEAD W/O CONTRAST", b"HEAD W/O CONTRAST"),
        (b"HEAD W/ CONTRAST 3mm", b"HEAD W/ CONTRAST 3mm"),
        (b"20240101 Knie li. 17", b"Knie li."),
        (b"Thorax f. Dr. Stone", b"Thorax"),
        (b"abdomen, read by Robin Stone: stone 4 mm", b"abdomen stone 4 mm"),
        (b"DR. HAND WRIST", b"REMOVED"),
        (b"CT Hand links", b"CT Hand links"),
        (b"CT Hand links f. Dr. Mueller", b"CT Hand links"),
        ("CT Hand links f. Dr. Østergård".encode(), b"CT Hand links"),
        (b"CT Hand links f. Dr. d'Alembert", b"CT Hand links"),
        (b"T1 TSE axial, as Hand asked", b"T1 TSE axial"),
        (b"hand surgeon Mueller", b"hand"),
        (b"mm 1234567", b"REMOVED"),
        (b"Mustermann", b"REMOVED"),
        (b"Sch\xe4del M\xfcller axial", b"axial"),
        (b"\x1b$B;3ED\x1b(B axial", b"REMOVED"),  # Yamada, in seven bits
        (b"axial\\Mustermann", b"axial\\REMOVED"),
        (b"", b""),
    ],
)
def test_only_known_words_and_measures_stay(description: bytes, cleaned: bytes) -> None:
    found = CleanText().new_value("LO", description)
    assert found is not None
    assert (found.rstrip(b" "), len(found) % 2) == (cleaned, 0)


def test_a_profile_adds_words_of_its_own() -> None:
    assert CleanText((b"b31f",)).new_value("LO", b"Thorax B31f") == b"Thorax B31f "


def test_defined_terms_of_a_coded_string_stay() -> None:
    assert CleanText().new_value("CS", b"COERCE") == b"COERCE"  # Reason for the Attribute Modification
    assert CleanText().new_value("CS", b"MUSTERMANN") == b"REMOVED "


def test_a_backslash_is_a_character_in_long_text() -> None:
    assert CleanText().new_value("LT", b"chest\\Mustermann") == b"chest "


@given(st.lists(st.sampled_from(["Mustermann", "1234567", "01.02.1950", "77Y", "Dr", "+49511532", "a@b.de"])))
def test_names_numbers_and_addresses_never_stay(words: list[str]) -> None:
    description = " ".join(["Thorax", *words, "axial"]).encode()
    found = CleanText().new_value("ST", description)
    assert found is not None
    assert found.split() == [b"Thorax", b"axial"]
