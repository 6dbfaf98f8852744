"""Rows of a study become its snapshot, whatever order they come in."""

import hashlib
from itertools import permutations

from google.protobuf.timestamp_pb2 import Timestamp

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.membership import content_digest, snapshot, visible
from bildstrom.index.rows import InstanceRow


def row(sop: str, sha256: str, us: int = 1_000_000, series: str = "1.1", derived: bool = False) -> InstanceRow:
    return InstanceRow(series, sop, sha256, us, derived, "1.2", "1.2.1", f"clean/{sop}", 10, "")


def instance(sop: str, sha256: str, conflicting: bool = False) -> catalog.InstanceSnapshot:
    ref = pb.ObjectRef(key=f"clean/{sop}", size=10, sha256=sha256)
    return catalog.InstanceSnapshot(
        sop_instance_uid=sop, sop_class_uid="1.2", transfer_syntax_uid="1.2.1", object=ref, conflicting=conflicting
    )


def test_a_snapshot_lists_series_and_instances_by_uid() -> None:
    rows = [row("b", "02", 3_000_000), row("c", "03", 2_000_000, series="1.0"), row("a", "01", 4_000_000)]

    assert snapshot("demo", "1", rows, {"1.1": "CT"}) == catalog.StudySnapshot(
        project="demo",
        study_uid="1",
        content_digest=hashlib.sha256(b"a 01\nb 02\nc 03\n").hexdigest(),
        series=[
            catalog.SeriesSnapshot(series_uid="1.0", modality="", instances=[instance("c", "03")]),
            catalog.SeriesSnapshot(
                series_uid="1.1", modality="CT", instances=[instance("a", "01"), instance("b", "02")]
            ),
        ],
        first_received_at=Timestamp(seconds=2),
        last_received_at=Timestamp(seconds=4),
    )


def test_the_content_received_first_is_visible_in_every_order() -> None:
    rows = [row("a", "09", 1), row("a", "01", 2), row("a", "05", 3), row("b", "07", 9)]

    for order in permutations(rows):
        assert visible(order) == [rows[0], rows[3]]


def test_contents_of_one_microsecond_are_told_apart_by_digest() -> None:
    rows = [row("a", "09"), row("a", "01"), row("a", "05")]

    for order in permutations(rows):
        assert visible(order) == [rows[1]]


def test_one_uid_in_two_series_is_one_instance() -> None:
    rows = [row("a", "01", 5, series="1.1"), row("a", "02", 4, series="1.2")]

    shot = snapshot("demo", "1", rows, {})

    assert shot is not None
    assert [(item.series_uid, item.instances[0].conflicting) for item in shot.series] == [("1.2", True)]


def test_a_later_conflicting_content_is_marked_and_leaves_the_digest_as_it_is() -> None:
    alone = snapshot("demo", "1", [row("a", "01", 1)], {})
    conflicting = snapshot("demo", "1", [row("a", "02", 2), row("a", "01", 1)], {})

    assert alone is not None
    assert conflicting is not None
    assert conflicting.content_digest == alone.content_digest
    assert conflicting.series[0].instances[0] == instance("a", "01", conflicting=True)


def test_results_are_no_part_of_a_study() -> None:
    rows = [row("a", "01"), row("r", "99", derived=True, series="9")]

    assert snapshot("demo", "1", rows, {}) == snapshot("demo", "1", rows[:1], {})


def test_a_study_of_results_alone_has_no_snapshot() -> None:
    assert snapshot("demo", "1", [row("r", "99", derived=True)], {}) is None
    assert snapshot("demo", "1", [], {}) is None


def test_the_digest_is_that_of_sorted_lines() -> None:
    # printf '2.25.1 aa\n2.25.2 bb\n' | sha256sum
    expected = "894cfaae3251553b5e387636a7ad7a8c348f06636e81865288abba7a1dab69c7"

    assert content_digest([row("2.25.2", "bb"), row("2.25.1", "aa")]) == expected
