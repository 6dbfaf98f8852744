"""Why a study is not done, for every stage that it can be stuck at."""

from datetime import UTC, datetime, timedelta

import pytest

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.console.studies.waiting import Surroundings, Wait, waits
from bildstrom.events.v1 import events_pb2 as events

T0 = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


def journey(number: int, *stages: str) -> pb.InstanceJourney:
    """An object that arrived ``number`` seconds after T0 and has passed these stages, one second each."""
    made = pb.InstanceJourney(sop_instance_uid=f"2.25.{number}")
    made.received_at.FromDatetime(T0 + timedelta(seconds=number))
    for later, stage in enumerate(stages, 1):
        getattr(made, f"{stage}_at").FromDatetime(T0 + timedelta(seconds=number + later))
    return made


def study(
    *instances: pb.InstanceJourney, digest: str = "", revision: int = 0, results: str = ""
) -> pb.GetStudyResponse:
    """A study whose last revision has ``digest``, with a result for each letter of ``results``."""
    made = pb.GetStudyResponse(instances=instances)
    made.summary.content_digest, made.summary.revision = digest, revision
    made.summary.last_indexed_at.FromDatetime(T0 + timedelta(seconds=30))
    made.results.extend(events.ResultProduced(content_digest=letter) for letter in results)
    return made


def test_a_study_with_a_result_for_its_content_is_done() -> None:
    done = study(journey(0, "deidentified", "indexed"), journey(1, "quarantined"), digest="a", revision=1, results="a")

    assert waits(done, Surroundings(content_digest="a")) == []


def test_a_study_of_which_everything_is_quarantined_is_done() -> None:
    assert waits(study(journey(0, "quarantined")), Surroundings(content_digest=None)) == []


def test_an_object_that_only_the_index_event_tells_of_counts_as_passed() -> None:
    assert waits(study(journey(0, "indexed"), digest="a", results="a"), Surroundings(content_digest="a")) == []


def test_objects_that_deid_has_not_answered_wait_since_the_first_of_them() -> None:
    stuck = study(journey(5), journey(3), journey(1, "deidentified", "indexed"), digest="a", results="a")

    (wait,) = waits(stuck, Surroundings(lag={"deid": 120, "index": 7}, content_digest="a"))

    assert wait == Wait(
        "deid",
        "received, not de-identified",
        2,
        T0 + timedelta(seconds=3),
        "deid is 120 events behind",
        "wait; `bildstrom status` shows whether the lag shrinks",
    )


def test_a_study_may_wait_for_two_services() -> None:
    found = waits(study(journey(0), journey(1, "deidentified")), Surroundings())

    assert [(w.service, w.objects, w.since) for w in found] == [
        ("deid", 1, T0),
        ("index", 1, T0 + timedelta(seconds=2)),
    ]


@pytest.mark.parametrize(
    ("around", "why"),
    [
        (Surroundings(down=frozenset({"kafka", "deid"})), "Kafka is down"),
        (Surroundings(down=frozenset({"deid"}), lag={"deid": 3}), "deid is down"),
        (Surroundings(buried={"deid": 2}, lag={"deid": 3}), "2 of its events are dead letters of deid"),
        (Surroundings(down=frozenset({"triton"}), lag={"index": 3}), "deid has it in hand"),
    ],
)
def test_the_reason_is_the_likeliest_one(around: Surroundings, why: str) -> None:
    (wait,) = waits(study(journey(0)), around)

    assert wait.why == why
    assert wait.todo


def test_indexed_content_without_a_revision_waits_for_the_quiet_period() -> None:
    (wait,) = waits(study(journey(0, "deidentified", "indexed")), Surroundings(content_digest="a"))

    assert (wait.service, wait.what, wait.since) == ("studies", "indexed, not revised", T0 + timedelta(seconds=30))
    assert wait.why == "the quiet period is running: late images are still awaited"


def test_a_late_image_makes_the_study_wait_for_its_next_revision() -> None:
    late = study(journey(0, "deidentified", "indexed"), digest="a", revision=1, results="a")

    (wait,) = waits(late, Surroundings(content_digest="b"))

    assert (wait.service, wait.what) == ("studies", "content changed after revision 1")


def test_a_result_of_an_older_revision_does_not_count() -> None:
    (wait,) = waits(study(journey(0, "indexed"), digest="b", revision=2, results="a"), Surroundings(content_digest="b"))

    assert (wait.service, wait.what) == ("inference", "revision 2 without a result")
