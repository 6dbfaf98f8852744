"""One trace tells the whole way of a study, and stays readable."""

from typing import Any

from polling import poll_until
from system.chain import Chain
from system.studies_to_send import chest_ct, study_uid

EDGES = {
    ("ingest", "ingest"),  # the arrival, and the sending of its events
    ("ingest", "deid"),
    ("ingest", "index"),  # the index takes note of what was received
    ("deid", "index"),
    ("index", "studies"),
    ("studies", "inference"),
    ("studies", "index"),  # the index takes note of the revision
    ("inference", "inference"),
    ("inference", "triton"),
    ("inference", "index"),  # the result is indexed
}


def _edges(spans: list[dict[str, Any]]) -> set[tuple[str, str]]:
    service = {span["id"]: span["localEndpoint"]["serviceName"] for span in spans}
    return {(service[span["parentId"]], service[span["id"]]) for span in spans if span.get("parentId") in service}


def test_one_trace_leads_from_the_arrival_to_the_result_with_fewer_spans_than_instances(chain: Chain) -> None:
    objects = chest_ct(seed=601, slices=100, side=64)
    uid = study_uid(objects)
    assert [sent.status for sent in chain.send(objects)] == [0x0000] * 100
    study = chain.wait_result(uid)
    trace_id = study.summary.traceparent.split("-")[1]

    def complete() -> list[dict[str, Any]] | None:
        spans = chain.trace(trace_id)
        return spans if _edges(spans) >= EDGES else None

    spans = poll_until(complete, "every edge of the way in one trace", 30)

    assert spans is not None
    roots = [span["name"] for span in spans if "parentId" not in span]
    assert roots == ["arrive c-store"]
    assert {span["traceId"] for span in spans} == {trace_id}
    assert len(spans) < len(objects)
    (arrival,) = [span for span in spans if "parentId" not in span]
    assert arrival["tags"]["bildstrom.instances"] == "100"
