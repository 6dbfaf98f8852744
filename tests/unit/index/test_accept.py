"""Content negotiation, with the headers that real clients send."""

import pytest

from bildstrom.index.dicomweb.accept import DICOM_JSON, JSON, dicom_form, json_type
from bildstrom.index.dicomweb.errors import NotAcceptable

EXPLICIT, JPEG, RLE = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5"


@pytest.mark.parametrize("header", ["\x00", ",,,,", "a", "/", ";;", 'a/b; c="', "*/*;q=x"])
def test_what_cannot_be_read_takes_nothing(header: str) -> None:
    with pytest.raises(NotAcceptable):
        json_type(header)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", DICOM_JSON),
        ("*/*", DICOM_JSON),
        ("application/dicom+json", DICOM_JSON),
        ("application/json", JSON),
        ("application/*", DICOM_JSON),
        ("*/*, application/dicom+json;q=0", JSON),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", DICOM_JSON),  # Java, where the program sets none
        ("application/dicom+json, application/json;q=0.5", DICOM_JSON),
        ('multipart/related; type="application/dicom+xml", application/json', JSON),
    ],
)
def test_metadata_is_offered_as_json(header: str, expected: str) -> None:
    assert json_type(header) == expected


@pytest.mark.parametrize("header", ["text/html", 'multipart/related; type="application/dicom+xml"', "*/*;q=0"])
def test_metadata_is_not_offered_otherwise(header: str) -> None:
    with pytest.raises(NotAcceptable):
        json_type(header)


@pytest.mark.parametrize(
    ("header", "single", "multipart"),
    [
        ("", False, True),
        ("*/*", True, True),
        ('multipart/related; type="application/dicom"', False, True),
        ("multipart/related; type=application/dicom; transfer-syntax=*", False, True),
        (f'multipart/related; type="application/dicom"; transfer-syntax={JPEG}', False, True),
        ('multipart/related; type="application/dicom"; transfer-syntax="*"', True, True),
        ("application/dicom", True, False),
        ("application/dicom; transfer-syntax=*", True, False),
        ("image/jpeg, application/dicom;q=0.5", True, False),
        ("application/*", True, False),
    ],
)
def test_objects_are_offered_as_they_are_stored(header: str, single: bool, multipart: bool) -> None:
    form = dicom_form(header, [JPEG], single=single)

    assert (form.multipart, form.takes(JPEG)) == (multipart, True)


@pytest.mark.parametrize(
    "header",
    [
        f"application/dicom; transfer-syntax={EXPLICIT}",
        f'multipart/related; type="application/dicom"; transfer-syntax="{EXPLICIT}"',
    ],
)
def test_objects_are_offered_in_explicit_little_endian_too(header: str) -> None:
    assert not dicom_form(header, [JPEG], single=True).takes(JPEG)


@pytest.mark.parametrize(
    ("header", "single"),
    [
        ("image/jpeg", True),
        ("application/dicom", False),  # only a single instance has this form
        ('multipart/related; type="image/jpeg"', True),
        (f'multipart/related; type="application/dicom"; transfer-syntax={JPEG}', False),
        (f"application/dicom; transfer-syntax={JPEG}", True),
    ],
)
def test_objects_are_not_offered_otherwise(header: str, single: bool) -> None:
    with pytest.raises(NotAcceptable):
        dicom_form(header, [EXPLICIT], single=single)


def test_every_object_has_to_be_taken() -> None:
    both = f"multipart/related; transfer-syntax={JPEG}, multipart/related; transfer-syntax={RLE}"

    assert dicom_form(both, [RLE, JPEG], single=False).multipart
    with pytest.raises(NotAcceptable):
        dicom_form(f"multipart/related; transfer-syntax={RLE}", [RLE, JPEG], single=False)
