"""Media types in headers, as real and as hostile clients write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildstrom.runtime.http.media import UNREADABLE, MediaRange, MediaType, media_ranges, media_type, weight

JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"  # HttpURLConnection, where the program sets none


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("application/dicom", MediaType("application/dicom")),
        (" Application/DICOM ; ", MediaType("application/dicom")),
        (
            'multipart/related; Type="application/dicom"; boundary=----=_Part_1.2==',
            MediaType("multipart/related", {"type": "application/dicom", "boundary": "----=_Part_1.2=="}),
        ),
        (r'a/b; c="d\"e;f"', MediaType("a/b", {"c": 'd"e;f'})),
        ("a/b; c=d; C=e", UNREADABLE),
        ("a/b; c", UNREADABLE),
        ('a/b; c="d', UNREADABLE),
        ("a", UNREADABLE),
        ("", UNREADABLE),
        ("a/b" + ";" * 5000, UNREADABLE),
    ],
)
def test_a_media_type_is_read_or_unreadable(value: str, expected: MediaType) -> None:
    assert media_type(value) == expected


def test_parameters_may_be_quoted_or_not() -> None:
    assert media_ranges('multipart/related; type="application/dicom"; transfer-syntax=*, text/html;q=0.3') == [
        MediaRange("multipart/related", {"type": "application/dicom", "transfer-syntax": "*"}),
        MediaRange("text/html", {"q": "0.3"}),
    ]


def test_a_quoted_comma_does_not_end_a_range() -> None:
    assert media_ranges('a/b; c="d,e"') == [MediaRange("a/b", {"c": "d,e"})]


def test_the_range_with_the_greatest_weight_comes_first() -> None:
    assert [each.type for each in media_ranges("a/a;q=0.1, b/b, c/c;q=0.5")] == ["b/b", "c/c", "a/a"]


def test_what_cannot_be_read_is_passed_over() -> None:
    assert [each.type for each in media_ranges("a, /, ;;, b/b; c, d/d")] == ["b/b", "d/d"]
    assert media_ranges(" ") == [MediaRange("*/*")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("a/b", 1.0),
        ("a/b;q=1.000", 1.0),
        ("a/b;q=0.25", 0.25),
        ("a/*;q=0.25, */*", 0.25),
        ("*/*, a/b;q=0", 0.0),
        ("a/b;x=1;q=0.5, a/b;q=0.3", 0.5),
        (JAVA, 0.2),
        ("a/b;q=1.5", 1.0),
        ("c/d", 0.0),
        ("a/b;q=-1", 0.0),
        ("a/b;q=nan", 0.0),
        ("a/b;q=x", 0.0),
    ],
)
def test_the_most_specific_range_says_how_much_a_type_is_liked(header: str, expected: float) -> None:
    assert weight(media_ranges(header), "a/b") == expected


@given(st.text(max_size=200))
def test_any_header_is_read_without_an_error(value: str) -> None:
    media_type(value)
    weight(media_ranges(value), "a/b")


def test_headers_that_look_hard_to_parse_take_no_time() -> None:
    began = time.process_time()
    for value in ("a/b" + " " * 4000 + "x", "a/b;" + " " * 4000, 'a/b;c="' + "\\" * 4000, "a/b;c=" + "=" * 4000):
        media_type(value)
        media_ranges(value)
    assert time.process_time() - began < 0.2
