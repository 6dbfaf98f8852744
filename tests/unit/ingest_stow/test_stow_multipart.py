"""The multipart parser: the same parts however the bytes are cut, those of the email package, never another error."""

import email
import email.policy
import itertools
import re
import time
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bildstrom.ingest.stow.multipart import MAX_HEAD, MultipartParser, PartBegun, PartData
from bildstrom.ingest.stow.problems import Problem

BOUNDARY = "b1=_x"


@dataclass
class Part:
    """A part as a whole."""

    fields: dict[str, bytes]
    content: bytes = b""
    ended: bool = field(default=False, compare=False)


def _parts(pieces: list[bytes], boundary: str = BOUNDARY, max_parts: int = 100) -> list[Part]:
    parser = MultipartParser(boundary, max_parts)
    parts: list[Part] = []
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, PartBegun):
                parts.append(Part(dict(event.fields)))
            elif isinstance(event, PartData):
                assert event.data, "no empty pieces"
                parts[-1].content += event.data
            else:
                parts[-1].ended = True
    parser.close()
    assert all(part.ended for part in parts)
    return parts


def _reason(body: bytes, boundary: str = BOUNDARY, max_parts: int = 100) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        _parts([body], boundary, max_parts)
    return caught.value.status, caught.value.reason


# contents that look like line breaks and boundaries, and are none
CONTENT = st.lists(
    st.sampled_from([b"\r", b"\n", b"\r\n", b"-", b"--", b"--b1", b"b1=_x", b"\r\n--b1=_", b"x", b"\0", b" "]),
    max_size=12,
).map(b"".join)
VALUE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20).map(str.encode)
FIELDS = st.dictionaries(st.sampled_from(["content-type", "x-a", "content-location"]), VALUE)
PARTS = st.lists(st.tuples(FIELDS, CONTENT), min_size=1, max_size=4)


def _written(parts: list[tuple[dict[str, bytes], bytes]], padding: bytes = b"") -> bytes:
    begin = b"--" + BOUNDARY.encode()
    body = b""
    for fields, content in parts:
        head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in fields.items())
        body += begin + padding + b"\r\n" + head + b"\r\n" + content + b"\r\n"
    return body + begin + b"--" + padding + b"\r\n"


def _valid(parts: list[tuple[dict[str, bytes], bytes]]) -> bool:
    return all(b"\r\n--" + BOUNDARY.encode() not in b"\r\n" + content + b"\r\n" for _, content in parts)


@given(PARTS.filter(_valid), st.lists(st.integers(0, 400), max_size=8), st.sampled_from([b"", b" ", b"\t "]))
def test_any_cut_gives_the_same_parts(
    parts: list[tuple[dict[str, bytes], bytes]], cuts: list[int], padding: bytes
) -> None:
    body = _written(parts, padding)
    places = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    pieces = [body[start:end] for start, end in itertools.pairwise(places)]
    expected = [Part(dict(fields), content) for fields, content in parts]
    assert _parts(pieces) == expected
    assert _parts([bytes([byte]) for byte in body]) == expected


@given(PARTS.filter(_valid))
def test_valid_bodies_are_read_as_the_email_package_reads_them(parts: list[tuple[dict[str, bytes], bytes]]) -> None:
    # the email package normalises line breaks of text: a body of octets without CR and LF has none; and it trips over
    # a media type that is none
    parts = [
        ({name: value for name, value in fields.items() if name != "content-type"}, re.sub(rb"[\r\n]", b"", content))
        for fields, content in parts
    ]
    assume(_valid(parts))
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{BOUNDARY}"\r\n\r\n'.encode()
    message = email.message_from_bytes(head + _written(parts), policy=email.policy.HTTP)
    theirs = [part.get_payload(decode=True) for part in message.iter_parts()]
    assert [part.content for part in _parts([_written(parts)])] == theirs


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_arbitrary_bytes_end_in_a_problem_or_in_parts(pieces: list[bytes]) -> None:
    _ends(pieces)


@given(PARTS, st.data())
def test_damaged_bodies_end_in_a_problem_or_in_parts(
    parts: list[tuple[dict[str, bytes], bytes]], data: st.DataObject
) -> None:
    body = bytearray(_written(parts))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=4))
    _ends([bytes(body)])


def _ends(pieces: list[bytes]) -> None:
    status = 200
    try:
        _parts(pieces)
    except Problem as problem:
        status = problem.status
    assert status in (200, 400, 413)


PREFIX = b"--b1=_x\r\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "not_closed")),
        (PREFIX + b"\r\ncontent", (400, "not_closed")),
        (PREFIX + b"\r\ncontent\r\n--b1=_x", (400, "not_closed")),
        (PREFIX + b"\r\ncontent\r\n--b1=_y--", (400, "not_closed")),
        (b"x" * 2000, (400, "boundary_missing")),
        (b"--b1=_x\n\ncontent\n--b1=_x--\n", (400, "line_break_malformed")),
        (PREFIX + b"A: b\n\r\n\r\ncontent\r\n--b1=_x--", (400, "line_break_malformed")),
        (PREFIX + b"A: b\rC: d\r\n\r\ncontent\r\n--b1=_x--", (400, "line_break_malformed")),
        (b"--b1=_xyz\r\n\r\ncontent\r\n--b1=_x--", (400, "boundary_malformed")),
        (PREFIX + b"A b\r\n\r\ncontent\r\n--b1=_x--", (400, "part_head_malformed")),
        (PREFIX + b"A : b\r\n\r\ncontent\r\n--b1=_x--", (400, "part_head_malformed")),
        (PREFIX + b" A: b\r\n\r\ncontent\r\n--b1=_x--", (400, "part_head_malformed")),
        (PREFIX + b"A: \0\r\n\r\ncontent\r\n--b1=_x--", (400, "part_head_malformed")),
        (PREFIX + b"A: b\r\na: c\r\n\r\ncontent\r\n--b1=_x--", (400, "part_head_ambiguous")),
        (PREFIX + b"A: " + b"b" * MAX_HEAD, (413, "part_head_too_large")),
    ],
)
def test_what_is_no_body_is_told_with_its_reason(body: bytes, expected: tuple[int, str]) -> None:
    assert _reason(body) == expected


def test_a_part_beyond_the_limit_is_refused() -> None:
    body = _written([({}, b"x")] * 4)
    assert len(_parts([body], max_parts=4)) == 4
    assert _reason(body, max_parts=3) == (413, "too_many_parts")


@pytest.mark.parametrize(
    "boundary", ["", "a" * 129, "ends in space ", "ümlaut", "semi;colon", 'quo"te', "line\r\nbreak"]
)
def test_a_boundary_of_another_form_is_refused(boundary: str) -> None:
    assert _reason(b"", boundary) == (400, "boundary_malformed")


def test_preamble_and_epilogue_are_no_parts_and_long_fields_go_on_in_the_next_line() -> None:
    body = b"\r\n" + PREFIX + b"Content-Type: application/dicom;\r\n  a=b\r\n\r\ncontent\r\n--b1=_x--\r\nepilogue" * 3
    assert _parts([body]) == [Part({"content-type": b"application/dicom; a=b"}, b"content")]


@pytest.mark.parametrize("filler", [b"\r", b"\r\n", b"\r\n-", b"\r\n--b1=_", b" \t"])
def test_time_is_linear_in_the_size(filler: bytes) -> None:
    body = PREFIX + b"\r\n" + filler * (2_000_000 // len(filler)) + b"\r\n--b1=_x--"
    began = time.process_time()
    pieces = [body[start : start + 1000] for start in range(0, len(body), 1000)]
    assert sum(len(part.content) for part in _parts(pieces)) == len(body) - len(PREFIX) - 2 - 11
    assert time.process_time() - began < 2


def test_a_header_that_looks_hard_to_parse_is_refused_in_no_time() -> None:
    began = time.process_time()
    assert _reason(PREFIX + b"A:" + b" \t" * 4000 + b"\0\r\n\r\n") == (400, "part_head_malformed")
    assert time.process_time() - began < 0.1
