"""Pseudonyms: keyed, stable, domain-separated."""

import hashlib
import hmac
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildstrom.dicom.pseudonym import (
    date_shift_weeks,
    derived_uid,
    normalised_uid,
    pseudonymous_accession,
    pseudonymous_ae_title,
    pseudonymous_patient_id,
    pseudonymous_uid,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(32)


def test_a_uid_is_the_uuidv8_of_its_hmac() -> None:
    digest = bytearray(hmac.new(KEY, b"uid\x001.2.3", hashlib.sha256).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80  # RFC 9562 section 5.8: version in the high nibble of octet 6
    digest[8] = digest[8] & 0x3F | 0x80  # variant in the two high bits of octet 8
    assert pseudonymous_uid(KEY, "1.2.3") == f"2.25.{int.from_bytes(digest, 'big')}"


@pytest.mark.parametrize("spelling", ["1.2.3", "1.2.3\0", " 1.2.3 ", "01.2.003"])
def test_one_identity_has_one_pseudonym_however_it_is_spelled(spelling: str) -> None:
    assert normalised_uid(spelling) == "1.2.3"
    assert pseudonymous_uid(KEY, spelling) == pseudonymous_uid(KEY, "1.2.3")


@given(st.binary(min_size=32, max_size=32), st.text(max_size=64))
def test_a_pseudonymous_uid_is_a_uid_and_a_uuid(key: bytes, uid: str) -> None:
    pseudonym = pseudonymous_uid(key, uid)
    number = uuid.UUID(int=int(pseudonym.removeprefix("2.25.")))
    assert (number.version, number.variant) == (8, uuid.RFC_4122)
    assert len(pseudonym) <= 64


def test_another_key_gives_another_pseudonym() -> None:
    assert pseudonymous_uid(KEY, "1.2.3") != pseudonymous_uid(OTHER_KEY, "1.2.3")
    assert pseudonymous_patient_id(KEY, "1") != pseudonymous_patient_id(OTHER_KEY, "1")
    assert pseudonymous_accession(KEY, "1") != pseudonymous_accession(OTHER_KEY, "1")


def test_patient_and_accession_of_the_same_text_have_nothing_in_common() -> None:
    assert pseudonymous_patient_id(KEY, "4711")[1:15] != pseudonymous_accession(KEY, "4711")[1:15]


def test_pseudonyms_fit_their_value_representation() -> None:
    assert len(pseudonymous_patient_id(KEY, "4711")) == 17  # LO holds 64
    assert len(pseudonymous_accession(KEY, "4711")) == 16  # SH holds 16
    assert len(pseudonymous_ae_title(KEY, "CT1")) == 16  # AE holds 16
    assert pseudonymous_ae_title(KEY, "CT1 ") == pseudonymous_ae_title(KEY, " CT1") != pseudonymous_ae_title(KEY, "CT2")
    assert pseudonymous_patient_id(KEY, " 4711 ") == pseudonymous_patient_id(KEY, "4711")


@given(st.text(max_size=64))
def test_dates_move_back_by_one_to_520_weeks(patient: str) -> None:
    assert -520 <= date_shift_weeks(KEY, patient) <= -1


def test_date_shifts_of_patients_differ() -> None:
    assert len({date_shift_weeks(KEY, str(number)) for number in range(100)}) > 80


def test_a_derived_uid_depends_on_every_part_and_on_their_boundaries() -> None:
    assert derived_uid("a", "b") == derived_uid("a", "b")
    assert len({derived_uid("a", "b"), derived_uid("ab"), derived_uid("a", "b", ""), derived_uid("b", "a")}) == 4


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="key_length"):
        pseudonymous_uid(b"short", "1.2.3")
