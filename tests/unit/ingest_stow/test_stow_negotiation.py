"""What a request's header asks for: media types, Accept, content codings, addresses."""

import pytest

from bildstrom.ingest.stow.addresses import Address, address_of
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.media import takes_dicom_json
from bildstrom.ingest.stow.problems import Problem
from bildstrom.ingest.stow.request import fields_of, reading_of

RELATED = b'multipart/related; type="application/dicom"; boundary=x'


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("", True),
        ("*/*", True),
        ("application/*", True),
        ("application/dicom+json", True),
        ("application/dicom+xml, application/dicom+json;q=0.5", True),
        ("application/dicom+json, application/json", True),
        ("text/html;q=0.9, */*;q=0.1", True),
        ("*/*, application/dicom+json;q=0", False),
        ("*/*;q=0", False),
        ("application/dicom+xml", False),
        ("application/json", False),
        ("nonsense", False),
        ("*/*;q=-1", False),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", True),  # what Java sends where the program sets none
    ],
)
def test_dicom_json_is_answered_where_it_is_taken(accept: str, taken: bool) -> None:
    assert takes_dicom_json(accept) is taken


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/projects/demo/studies", Address("demo", None)),
        ("/projects/demo/studies/", Address("demo", None)),
        ("/projects/a-1/studies/1.2.840.113619.2.5", Address("a-1", "1.2.840.113619.2.5")),
        ("/projects/demo/studies/1.02.0", Address("demo", "1.2.0")),
    ],
)
def test_an_address_names_project_and_study(path: str, expected: Address) -> None:
    assert address_of(path) == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/projects//studies", 404),
        ("/projects/Demo/studies", 404),
        ("/projects/" + "a" * 33 + "/studies", 404),
        ("/projects/demo/studies/1.2/series", 404),
        ("/projects/demo/studies/1.2/../3", 404),
        ("/projects/demo/studies\n", 404),
        ("/projects/demo/studies/1.2\n", 400),
        ("/projects/demo/studies/1.2.x", 400),
        ("/projects/demo/studies/1.٣", 400),
        ("/projects/demo/studies/1." + "2" * 63, 400),
    ],
)
def test_another_address_is_refused(path: str, status: int) -> None:
    with pytest.raises(Problem) as refused:
        address_of(path)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({b"content-type": RELATED, b"content-length": b"101"}, (413, "body_too_large")),
        ({b"content-type": RELATED, b"content-length": b"9" * 30}, (413, "body_too_large")),
        ({b"content-type": RELATED, b"content-length": b"+5"}, (400, "content_length_malformed")),
        ({b"content-type": RELATED, b"content-encoding": b"gzip, gzip"}, (415, "content_coding_unsupported")),
        ({b"content-type": b"image/jpeg"}, (415, "media_type_unsupported")),
        ({}, (415, "media_type_unsupported")),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_header(fields: dict[bytes, bytes], expected: tuple[int, str]) -> None:
    with pytest.raises(Problem) as refused:
        reading_of(fields, Limits(body_size=100))
    assert (refused.value.status, refused.value.reason) == expected


def test_a_field_that_may_be_repeated_is_joined() -> None:
    assert fields_of([(b"Accept", b"a/b"), (b"accept", b"*/*")]) == {b"accept": b"a/b, */*"}
