"""Real clients against the server: what they are told is stored lies in the spool, bit for bit."""

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import requests
from dicomweb_client import DICOMwebClient
from integration.ingest_stow.edge import KEY, RELATED, Edge, header, running
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from polling import poll_until
from pydicom import dcmread
from pydicom.data import get_testdata_file
from spooled import spooled_object
from unit.ingest_stow.bodies import STUDY, instance, multipart

from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.ingest.spool.draft import MAX_HELD

# shipped inside pydicom's wheel; explicit, implicit, big endian, JPEG 2000, RLE
FILES = ("CT_small.dcm", "MR_small.dcm", "MR_small_bigendian.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm")


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with running(tmp_path) as started:
        yield started


def _wheel_file(name: str) -> Path:
    found = get_testdata_file(name, download=False)
    assert isinstance(found, str), f"{name} is in pydicom's wheel"
    return Path(found)


def test_dicomweb_client_stores_and_reads_the_answer(edge: Edge) -> None:
    data_sets = [dcmread(_wheel_file(name)) for name in ("CT_small.dcm", "MR_small.dcm", "JPEG2000.dcm")]
    client = DICOMwebClient(f"http://127.0.0.1:{edge.port}/projects/demo")

    answer = client.store_instances(data_sets)

    stored = {item.ReferencedSOPInstanceUID for item in answer.ReferencedSOPSequence}
    assert stored == {item.SOPInstanceUID for item in data_sets}
    assert "FailedSOPSequence" not in answer
    kept = {dcmread(io.BytesIO(spooled_object(entry.path))).SOPInstanceUID: entry for entry in edge.entries()}
    assert kept.keys() == stored
    for item in data_sets:
        kept_item = dcmread(io.BytesIO(spooled_object(kept[item.SOPInstanceUID].path)))
        assert [(each.tag, each.value) for each in kept_item] == [(each.tag, each.value) for each in item]
        assert kept[item.SOPInstanceUID].event.instance.sop_instance_uid == pseudonymous_uid(KEY, item.SOPInstanceUID)


def test_dicomweb_client_is_told_of_a_study_that_is_another(edge: Edge) -> None:
    client = DICOMwebClient(f"http://127.0.0.1:{edge.port}/projects/demo")
    with pytest.raises(requests.HTTPError) as refused:
        client.store_instances([dcmread(_wheel_file("CT_small.dcm"))], study_instance_uid="1.2.3")
    assert refused.value.response is not None
    assert refused.value.response.status_code == 409
    assert edge.entries() == []


@pytest.mark.parametrize("name", FILES)
def test_httpx_stores_files_bit_for_bit(edge: Edge, name: str) -> None:
    sent = _wheel_file(name).read_bytes()
    answer = httpx.post(
        f"http://127.0.0.1:{edge.port}/projects/demo/studies",
        content=multipart([sent]),
        headers={"Content-Type": RELATED, "Accept": "application/dicom+json"},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/dicom+json")
    (entry,) = edge.entries()
    assert spooled_object(entry.path) == sent
    assert entry.event.object.sha256 == hashlib.sha256(sent).hexdigest()
    assert (entry.event.object.size, entry.event.source) == (len(sent), "STOW-RS")


def test_a_single_object_may_be_the_whole_body(edge: Edge) -> None:
    answer = edge.post(instance(), fields=(("Content-Type", "application/dicom"),))
    assert answer.status == 200
    (entry,) = edge.entries()
    assert spooled_object(entry.path) == instance()


def test_the_answer_is_the_module_of_ps3_18_annex_i(edge: Edge) -> None:
    answer = edge.post(multipart([instance(1), b"none"]))
    reference = {
        "00081150": {"vr": "UI", "Value": ["1.2.840.10008.5.1.4.1.1.2"]},
        "00081155": {"vr": "UI", "Value": [f"{STUDY}.9.1"]},
    }
    assert (answer.status, answer.json) == (
        202,
        {
            "00081190": {"vr": "UR"},
            "00081198": {
                "vr": "SQ",
                "Value": [
                    {"00081150": {"vr": "UI"}, "00081155": {"vr": "UI"}, "00081197": {"vr": "US", "Value": [0xC000]}}
                ],
            },
            "00081199": {"vr": "SQ", "Value": [{**reference, "00081190": {"vr": "UR"}}]},
        },
    )


def test_one_request_is_one_arrival_with_a_root_span_per_study(edge: Edge, spans: InMemorySpanExporter) -> None:
    assert edge.post(multipart([instance(1), instance(2), instance(3, study="1.2.3")])).status == 200
    entries = edge.entries()
    assert len({entry.event.arrival_id for entry in entries}) == 1
    roots = spans.get_finished_spans()
    assert [(root.name, root.parent, dict(root.attributes or {})["bildstrom.instances"]) for root in roots] == [
        ("arrive STOW-RS", None, 2),
        ("arrive STOW-RS", None, 1),
    ]
    traces = [(entry.traceparent or "").split("-")[1] for entry in entries]
    assert traces == [f"{roots[study].context.trace_id:032x}" for study in (0, 0, 1)]
    assert STUDY not in str([dict(root.attributes or {}) for root in roots])


def test_a_project_is_there_only_for_the_networks_that_it_lists(edge: Edge) -> None:
    assert edge.post(multipart([instance(1)]), "/projects/here/studies").status == 200
    answer = edge.post(multipart([instance(1)]), "/projects/elsewhere/studies")
    assert (answer.status, answer.json) == (404, {"error": "unknown_project"})


def test_no_place_is_503_with_a_reason_per_instance(tmp_path: Path) -> None:
    with running(tmp_path, reserve_bytes=1 << 60) as edge:
        answer = edge.post(multipart([instance(1), instance(2)]))
        assert (answer.status, answer.headers["retry-after"]) == (503, "30")
        reasons = [item["00081197"]["Value"] for item in answer.json["00081198"]["Value"]]
        assert reasons == [[0xA700], [0xA700]]
        assert edge.files() == []


def test_requests_at_the_same_time_do_not_mix(edge: Edge) -> None:
    bodies = [multipart([instance(10 * sender + n, pixels=bytes([sender]) * 200_000) for n in range(5)])
              for sender in range(8)]  # fmt: skip
    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status for answer in pool.map(edge.post, bodies)]
    assert statuses == [200] * 8
    stored = sorted(spooled_object(entry.path) for entry in edge.entries())
    assert stored == sorted(
        instance(10 * sender + n, pixels=bytes([sender]) * 200_000) for sender in range(8) for n in range(5)
    )


def test_more_objects_than_files_may_be_open_are_one_delivery(edge: Edge) -> None:
    answer = edge.post(multipart([instance(number) for number in range(300)]))
    assert answer.status == 200
    assert [dcmread(io.BytesIO(spooled_object(entry.path))).SOPInstanceUID for entry in edge.entries()] == [
        f"{STUDY}.9.{number}" for number in range(300)
    ]


def test_memory_stays_flat_whatever_the_size_of_the_body(tmp_path: Path) -> None:
    part = instance(pixels=bytes(1_000_000))
    piece = multipart([part]).removesuffix(b"--limit--\r\n")
    with running(tmp_path) as edge:
        edge.post(multipart([part]))
        before = _rss()
        connection = edge.connect()
        connection.send(header(len(piece) * 200 + len(b"--limit--\r\n")))
        peak = 0
        for _ in range(200):
            connection.send(piece)
            peak = max(peak, _rss())
        connection.send(b"--limit--\r\n")
        answer = connection.answer()
        assert answer is not None
        assert answer.status == 200
        assert peak - before < 32 * 1024 * 1024


def test_a_connection_serves_one_request_after_the_other(edge: Edge) -> None:
    connection = edge.connect()
    body = multipart([instance()])
    connection.send((header(len(body)) + body) * 3)
    statuses = []
    for _ in range(3):
        answer = connection.answer()
        assert answer is not None
        statuses.append(answer.status)
    assert statuses == [200, 200, 200]


def test_a_sender_that_waits_for_100_continue_is_told_to_go_on(edge: Edge) -> None:
    connection = edge.connect()
    body = multipart([instance()])
    connection.send(header(len(body), fields=(("Content-Type", RELATED), ("Expect", "100-continue"))))
    first = connection.answer()
    connection.send(body)
    second = connection.answer()
    assert first is not None
    assert second is not None
    assert (first.status, second.status) == (100, 200)


def test_stopping_finishes_the_request_under_way(tmp_path: Path) -> None:
    with running(tmp_path) as edge:
        connection = edge.connect()
        body = multipart([instance(pixels=bytes(2 * MAX_HELD))])
        connection.send(header(len(body)) + body[:-20])
        poll_until(edge.files, "the request under way")
        with ThreadPoolExecutor(1) as pool:
            stopping = pool.submit(edge.server.stop)
            connection.send(body[-20:])
            answer = connection.answer()
            stopping.result(timeout=20)
        assert answer is not None
        assert answer.status == 200
        assert len(edge.entries()) == 1


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
