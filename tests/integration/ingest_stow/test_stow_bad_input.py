"""Hostile requests over real sockets: each is answered as a whole, leaves nothing, and a good store right after works.

Each case names its line in the catalogue of bad inputs that it covers.
"""

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from integration.ingest_stow.edge import RELATED, Edge, header, running
from polling import poll_until
from spooled import spooled_object
from unit.ingest_stow.bodies import DEFLATED, STUDY, data_set, element, instance, multipart, part10

from bildstrom.ingest.stow.limits import Limits

OBJECT_SIZE = 8 * 1024 * 1024
LIMITS = Limits(parts=100, object_size=OBJECT_SIZE, body_size=64 * 1024 * 1024, idle_seconds=1)
RSS_ROOM = 64 * 1024 * 1024
PHI = b"Doe^Jane"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with running(tmp_path_factory.mktemp("spool"), LIMITS) as started:
        started.post(multipart([instance()]))
        started.announced.clear()
        yield started


@pytest.fixture(autouse=True)
def _disconnected(edge: Edge) -> Iterator[None]:
    yield
    edge.disconnect()


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _holds(edge: Edge, before: list[str], rss: int) -> None:
    """What must hold after every bad request: nothing kept, memory bounded, a good store right after succeeds.

    A client may see its connection end a moment before the request's own task does, and with it what it wrote.
    """
    poll_until(lambda: edge.files() == before, "nothing left of it")
    assert _rss() - rss < RSS_ROOM + OBJECT_SIZE
    assert edge.post(multipart([instance(77)])).status == 200
    assert len(edge.files()) == len(before) + 1


@dataclass
class Envelope:
    """A request that is refused as a whole."""

    line: int
    name: str
    body: bytes
    status: int
    reason: str
    fields: tuple[tuple[str, str], ...] = (("Content-Type", RELATED),)
    path: str = "/projects/demo/studies"
    method: str = "POST"
    answer_headers: dict[str, str] = field(default_factory=dict)


def _typed(content_type: str, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", content_type), *more)


GOOD = multipart([instance()])
GZIP = _typed(RELATED, ("Content-Encoding", "gzip"))
ENVELOPES = [
    Envelope(40, "no boundary", GOOD, 400, "boundary_missing", _typed('multipart/related; type="application/dicom"')),
    Envelope(40, "long boundary", GOOD, 400, "boundary_malformed", _typed(f"multipart/related; boundary={'a' * 129}")),
    Envelope(40, "boundary that is not in the body", GOOD, 400, "not_closed", _typed("multipart/related; boundary=z")),
    Envelope(40, "never closed", GOOD.removesuffix(b"--limit--\r\n"), 400, "not_closed"),
    Envelope(40, "empty body", b"", 400, "not_closed"),
    Envelope(40, "no parts", b"--limit--\r\n", 400, "no_parts"),
    Envelope(40, "10,000 parts", multipart([b"x"] * 10_000), 413, "too_many_parts"),
    Envelope(
        40,
        "nested multipart",
        multipart([GOOD], "outer", [("Content-Type", RELATED)]),
        415,
        "nested_multipart",
        _typed("multipart/related; boundary=outer"),
    ),
    Envelope(40, "bare LF", GOOD.replace(b"\r\n", b"\n"), 400, "line_break_malformed"),
    Envelope(40, "part over limit", multipart([instance(1, pixels=bytes(OBJECT_SIZE))]), 413, "part_too_large"),
    Envelope(40, "part's header over limit", b"--limit\r\nX: " + b"y" * 9000, 413, "part_head_too_large"),
    Envelope(40, "type JSON", GOOD, 415, "related_type_unsupported", _typed(RELATED.replace("/dicom", "/dicom+json"))),
    Envelope(40, "not multipart", GOOD, 415, "media_type_unsupported", _typed("application/zip")),
    Envelope(40, "form data", GOOD, 415, "media_type_unsupported", _typed("multipart/form-data; boundary=limit")),
    Envelope(40, "no type at all", GOOD, 415, "media_type_unsupported", ()),
    Envelope(
        40,
        "part of JSON",
        multipart([b"{}"], fields=[("Content-Type", "application/json")]),
        415,
        "part_type_unsupported",
    ),
    Envelope(40, "part without type", multipart([instance()], fields=[]), 415, "part_type_unsupported"),
    Envelope(
        40,
        "part in base64",
        multipart([b"AAAA"], fields=[("Content-Type", "application/dicom"), ("Content-Transfer-Encoding", "base64")]),
        415,
        "part_encoding_unsupported",
    ),
    Envelope(40, "Accept XML", GOOD, 406, "not_acceptable", _typed(RELATED, ("Accept", "application/dicom+xml"))),
    Envelope(40, "brotli", GOOD, 415, "content_coding_unsupported", _typed(RELATED, ("Content-Encoding", "br"))),
    Envelope(40, "two types", GOOD, 400, "header_ambiguous", (*_typed(RELATED), *_typed("application/dicom"))),
    Envelope(36, "gzip bomb", gzip.compress(GOOD[:64] + bytes(60_000_000)), 413, "gzip_ratio", GZIP),
    Envelope(36, "gzip that is none", GOOD, 400, "gzip_malformed", GZIP),
    Envelope(36, "gzip cut", gzip.compress(GOOD)[:-4], 400, "gzip_malformed", GZIP),
    Envelope(36, "gzip with more behind", gzip.compress(GOOD) + b"more", 400, "gzip_malformed", GZIP),
    Envelope(30, "study ../../x", GOOD, 404, "unknown_resource", path="/projects/demo/studies/../../x"),
    Envelope(30, "study ../../x encoded", GOOD, 404, "unknown_resource", path="/projects/demo/studies/..%2F..%2Fx"),
    Envelope(30, "study of 65 digits", GOOD, 400, "study_uid_malformed", path=f"/projects/demo/studies/1.{'2' * 65}"),
    Envelope(30, "study with NUL", GOOD, 400, "study_uid_malformed", path="/projects/demo/studies/1.2%00.3"),
    Envelope(30, "study in Unicode", GOOD, 400, "study_uid_malformed", path="/projects/demo/studies/1.%D9%A3"),
    Envelope(43, "unknown project", GOOD, 404, "unknown_project", path="/projects/nobody/studies"),
    Envelope(40, "GET", b"", 405, "method_not_allowed", method="GET", answer_headers={"allow": "POST"}),
    Envelope(40, "other resource", GOOD, 404, "unknown_resource", path="/studies"),
]


@pytest.mark.parametrize("case", ENVELOPES, ids=lambda case: f"{case.line} {case.name}")
def test_a_bad_envelope_is_refused_and_leaves_nothing(
    edge: Edge, case: Envelope, capfd: pytest.CaptureFixture[str]
) -> None:
    before, rss = edge.files(), _rss()
    answer = edge.post(case.body, case.path, case.fields, case.method)
    assert (answer.status, answer.json) == (case.status, {"error": case.reason})
    assert case.answer_headers.items() <= answer.headers.items()
    _holds(edge, before, rss)
    written = "".join(capfd.readouterr())
    assert PHI.decode() not in written
    assert STUDY not in written


@pytest.mark.parametrize("size", [100, 5_000_000])
def test_after_an_error_the_connection_is_reusable_or_closed_cleanly(edge: Edge, size: int) -> None:
    body = b"--limit\n" + bytes(size)
    connection = edge.connect()
    connection.send(header(len(body)) + body)
    answer = connection.answer()
    assert answer is not None
    assert answer.status == 400
    if size == 100:
        connection.send(header(len(GOOD)) + GOOD)
        again = connection.answer()
        assert again is not None
        assert (answer.closes, again.status) == (False, 200)
    else:
        assert answer.closes
        assert connection.closed()


def test_40_a_length_beyond_the_limit_is_refused_before_a_byte_is_sent(edge: Edge) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    connection.send(header(10**15, fields=(("Content-Type", RELATED), ("Expect", "100-continue"))))
    answer = connection.answer()
    assert answer is not None
    assert (answer.status, answer.json, answer.closes) == (413, {"error": "body_too_large"}, True)
    connection.close()
    _holds(edge, before, rss)


def test_40_a_body_beyond_the_limit_is_refused_though_its_length_was_not_told(edge: Edge) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    connection.send(header(None))
    part = multipart([instance(pixels=bytes(4_000_000))]).removesuffix(b"--limit--\r\n")
    for _ in range(20):
        connection.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    answer = connection.answer()
    assert answer is not None
    assert (answer.status, answer.json) == (413, {"error": "body_too_large"})
    _holds(edge, before, rss)


def test_40_a_length_that_promises_more_than_comes_ends_in_408(edge: Edge) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    connection.send(header(len(GOOD) + 10) + GOOD)
    answer = connection.answer()
    assert answer is not None
    assert (answer.status, answer.json, answer.closes) == (408, {"error": "idle"}, True)
    _holds(edge, before, rss)


def test_40_a_length_that_promises_less_than_comes_ends_the_connection(edge: Edge) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    connection.send(header(len(GOOD) - 20) + GOOD)
    answer = connection.answer()
    assert answer is not None
    assert answer.status == 400
    assert connection.answer() is None or connection.closed()
    _holds(edge, before, rss)


def test_15_a_client_that_goes_away_leaves_nothing(edge: Edge) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    body = multipart([instance(1, pixels=bytes(2_000_000)), instance(2, pixels=bytes(2_000_000))])
    connection.send(header(len(body)) + body[:-100])
    poll_until(lambda: edge.files() != before, "the beginning of it in the spool")
    connection.close()
    _holds(edge, before, rss)


@pytest.mark.parametrize(
    "request_head",
    [
        b"POST /projects/demo/studies HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"POST /projects/demo/studies HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
        b"POST /" + b"y" * 2_000_000,
        b"POST /projects/demo/studies HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 2_000_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        bytes(range(256)) * 10,
        b"POST /projects/demo/studies HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /projects/demo/studies HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /projects/d\xc3\xa9mo/studies HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["long field", "many fields", "long path", "endless field", "TLS", "noise", "length", "smuggling", "not ASCII"],
)
def test_40_a_request_header_without_bounds_or_form_ends_the_connection(edge: Edge, request_head: bytes) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    connection.send(request_head)
    answer = connection.answer()
    assert answer is None or answer.status in (400, 404)
    _holds(edge, before, rss)


def test_40_a_trailer_without_end_ends_the_connection(edge: Edge) -> None:
    before, rss = edge.files(), _rss()
    connection = edge.connect()
    connection.send(header(None) + f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n0\r\n" + b"X: y\r\n" * 100_000)
    answer = connection.answer()
    assert answer is None or answer.status == 400
    _holds(edge, before, rss)


DEFLATE_BOMB = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
BOMB = part10(
    DEFLATE_BOMB.compress(data_set()[:-16] + element(0x7FE00010, b"OW", bytes(200_000_000))) + DEFLATE_BOMB.flush(),
    syntax=DEFLATED,
)
DEEP = element(0x00081115, b"SQ", b"")[:8] + b"\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
OBJECTS = [
    (19, "empty", b"", 0xC000),
    (20, "preamble alone", bytes(128) + b"DICM", 0xC000),
    (21, "HTML", b"<html><body>Doe^Jane</body></html>" * 20, 0xC000),
    (21, "zip", b"PK\3\4" + bytes(500), 0xC000),
    (21, "PDF", b"%PDF-1.7\n" + bytes(500), 0xC000),
    (27, "nested 100,000 deep", part10(data_set()[:60] + DEEP * 100_000), 0xC000),
    (30, "study missing", part10(data_set(study="")), 0xC000),
    (30, "study of 65 characters", part10(data_set(study="1." + "2" * 63)), 0xC000),
    (30, "study ../../x", part10(data_set(study="../../x")), 0xC000),
    (30, "study with NUL", part10(data_set(study="1.2\0.3")), 0xC000),
    (30, "study in Unicode", part10(data_set(study="1.2.٣")), 0xC000),
    (36, "deflate bomb", BOMB, 0xC000),
    (16, "another instance than the meta information says", part10(data_set(1), sop="1.2.3.4"), 0xA900),
]


@pytest.mark.parametrize(("line", "name", "data", "reason"), OBJECTS, ids=[f"{o[0]} {o[1]}" for o in OBJECTS])
def test_an_object_that_is_none_fails_alone(
    edge: Edge, line: int, name: str, data: bytes, reason: int, capfd: pytest.CaptureFixture[str]
) -> None:
    before, rss = edge.files(), _rss()
    began = time.monotonic()
    alone = edge.post(multipart([data]))
    assert time.monotonic() - began < 5
    assert alone.status == 409
    (failed,) = alone.json["00081198"]["Value"]
    assert failed["00081197"] == {"vr": "US", "Value": [reason]}
    assert "00081199" not in alone.json
    _holds(edge, before, rss)

    beside = edge.post(multipart([instance(5), data, instance(6)]))
    assert beside.status == 202
    stored = [item["00081155"]["Value"][0] for item in beside.json["00081199"]["Value"]]
    assert stored == [f"{STUDY}.9.5", f"{STUDY}.9.6"]
    assert len(beside.json["00081198"]["Value"]) == 1
    assert PHI.decode() not in "".join(capfd.readouterr()), f"line {line}: {name}"


@pytest.mark.parametrize("magic", [b"MZ\x90\0", b"\x7fELF"])
def test_22_the_preamble_of_a_program_is_zeroed(edge: Edge, magic: bytes) -> None:
    sent = part10(data_set(), preamble=magic + b"\x5a" * 124)
    edge.announced.clear()
    assert edge.post(multipart([sent])).status == 200
    (entry,) = edge.entries()
    assert spooled_object(entry.path) == bytes(128) + sent[128:]


def test_a_preamble_that_is_no_program_stays_as_it_is(edge: Edge) -> None:
    sent = part10(data_set(), preamble=b"II*\0" + b"\x5a" * 124)
    edge.announced.clear()
    assert edge.post(multipart([sent])).status == 200
    (entry,) = edge.entries()
    assert spooled_object(entry.path) == sent


def test_23_an_object_that_is_cut_is_kept_with_a_warning(edge: Edge) -> None:
    cut = part10(data_set(pixels=bytes(1000)))[:-100]
    answer = edge.post(multipart([cut]))
    assert answer.status == 202
    (item,) = answer.json["00081199"]["Value"]
    assert item["00081196"] == {"vr": "US", "Value": [0xB007]}


def test_a_study_in_the_path_takes_its_own_instances_only(edge: Edge) -> None:
    body = multipart([instance(1), instance(2, study="1.2.3")])
    answer = edge.post(body, path=f"/projects/demo/studies/{STUDY}")
    assert answer.status == 202
    (failed,) = answer.json["00081198"]["Value"]
    assert (failed["00081155"]["Value"], failed["00081197"]["Value"]) == ([f"{STUDY}.9.2"], [0xA900])
    alone = edge.post(multipart([instance(2, study="1.2.3")]), path=f"/projects/demo/studies/{STUDY}")
    assert alone.status == 409


def test_gzip_within_the_limits_is_stored_as_it_was_before(edge: Edge) -> None:
    edge.announced.clear()
    assert edge.post(gzip.compress(GOOD), fields=GZIP).status == 200
    (entry,) = edge.entries()
    assert spooled_object(entry.path) == instance()


def test_errors_are_json_that_quotes_nothing(edge: Edge) -> None:
    answer = edge.post(b"Doe^Jane")
    assert (answer.headers["content-type"], json.loads(answer.body)) == ("application/json", {"error": "not_closed"})
