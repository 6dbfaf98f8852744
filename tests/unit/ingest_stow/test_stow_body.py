"""A body on its way to a delivery: limits, codings, and what the delivery is told."""

import gzip
import tracemalloc
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.ingest_stow.bodies import multipart

from bildstrom.ingest.stow.answer import status_of
from bildstrom.ingest.stow.body import Body, form_of
from bildstrom.ingest.stow.content_coding import PIECE, Gunzip, decoder_of
from bildstrom.ingest.stow.inflation import inflated_size
from bildstrom.ingest.stow.intake import Outcome, Verdict
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.problems import Problem
from bildstrom.runtime.http.media import media_type
from bildstrom.runtime.objects import Buffer

STORED, WARNED = Outcome(Verdict.STORED, "none"), Outcome(Verdict.STORED_WITH_ERRORS, "truncated")
REFUSED, LATER = Outcome(Verdict.CANNOT_UNDERSTAND, "not_dicom"), Outcome(Verdict.OUT_OF_RESOURCES, "spool_full")


class RecordingDelivery:
    """A delivery in memory; it is its own writer."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.finished = 0

    def begin(self) -> "RecordingDelivery":
        assert self.finished == len(self.objects)
        self.objects.append(b"")
        return self

    def write(self, data: Buffer) -> None:
        self.objects[-1] += bytes(data)

    def finish(self) -> None:
        self.finished += 1

    def commit(self) -> list[Outcome]:
        return [STORED] * len(self.objects)

    def abandon(self) -> None:
        self.objects.clear()


def _fed(
    pieces: Sequence[bytes], content_type: bytes = b"multipart/related; boundary=limit", coding: bytes = b"",
    limits: Limits | None = None,
) -> RecordingDelivery:  # fmt: skip
    limits = limits or Limits()
    delivery = RecordingDelivery()
    body = Body(form_of(media_type(content_type.decode()), limits), decoder_of(coding), delivery, limits)
    for piece in pieces:
        body.feed(piece)
    assert len(body.close()) == delivery.finished == len(delivery.objects)
    return delivery


OBJECTS = st.lists(st.binary(max_size=100), min_size=1, max_size=5)


@given(OBJECTS, st.integers(1, 50), st.booleans())
def test_objects_arrive_as_they_were_sent(objects: list[bytes], size: int, compressed: bool) -> None:
    body = multipart(objects)
    wire = gzip.compress(body) if compressed else body
    pieces = [wire[start : start + size] for start in range(0, len(wire), size)]
    assert _fed(pieces, coding=b"gzip" if compressed else b"").objects == objects


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_a_body_that_is_one_object_arrives_as_it_was_sent(pieces: list[bytes]) -> None:
    if any(pieces):
        assert _fed(pieces, b"application/dicom").objects == [b"".join(pieces)]
    else:
        with pytest.raises(Problem, match="no_parts"):
            _fed(pieces, b"application/dicom")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(body_size=100), (413, "body_too_large")),
        (Limits(object_size=49), (413, "part_too_large")),
        (Limits(parts=2), (413, "too_many_parts")),
    ],
)
@pytest.mark.parametrize("coding", [b"", b"gzip"])
def test_limits_hold_for_the_content_however_it_is_coded(
    limits: Limits, expected: tuple[int, str], coding: bytes
) -> None:
    body = multipart([b"x" * 50] * 3)
    wire = gzip.compress(body) if coding else body
    with pytest.raises(Problem) as refused:
        _fed([wire], coding=coding, limits=limits)
    assert (refused.value.status, refused.value.reason) == expected


def test_a_bomb_is_recognised_in_bounded_memory() -> None:
    bomb = gzip.compress(bytes(200_000_000))
    tracemalloc.start()
    with pytest.raises(Problem, match="gzip_ratio"):
        for _ in Gunzip().feed(bomb):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * PIECE


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_gzip_or_a_problem(data: bytes) -> None:
    decoder = Gunzip()
    reason = ""
    try:
        list(decoder.feed(data))
        decoder.close()
    except Problem as problem:
        reason = problem.reason
    assert reason in ("", "gzip_malformed")


@pytest.mark.parametrize(
    ("size", "expected"), [(1000, 1000), (60 * 1024 * 1024, 60 * 1024 * 1024), (100 * 1024 * 1024, None)]
)
def test_the_size_of_a_deflated_data_set_is_found_or_given_up(size: int, expected: int | None) -> None:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflater.compress(bytes(size)) + deflater.flush()
    assert inflated_size(memoryview(deflated)) == expected
    assert inflated_size(memoryview(b"\xff" * 100)) == 0


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([STORED, STORED], 200),
        ([STORED, WARNED], 202),
        ([STORED, REFUSED], 202),
        ([STORED, LATER], 202),
        ([REFUSED, REFUSED], 409),
        ([REFUSED, LATER], 503),
    ],
)
def test_the_status_says_whether_all_some_or_none_was_stored(outcomes: list[Outcome], status: int) -> None:
    assert status_of(outcomes) == status
