"""Is everything that was sent accounted for, and was it measured as built?"""

from typing import Any

import pytest

from bildstrom.demo.accounting import Account, Sent, account
from bildstrom.demo.phantom import Expected
from bildstrom.demo.stages import Stage, stages
from bildstrom.demo.tables import failures
from bildstrom.demo.verdict import Comparison, compare, right

INDEXED: dict[str, str | None] = {"indexed_at": "2024-05-01T12:00:03.000Z", "quarantined_at": None}
QUARANTINED: dict[str, str | None] = {"indexed_at": None, "quarantined_at": "2024-05-01T12:00:03.000Z"}
RECEIVED: dict[str, str | None] = {"indexed_at": None, "quarantined_at": None}


def sent(name: str, outcome: str = "0000", content: str = "", study: str = "2.25.1") -> Sent:
    """A file that is its own object, named like it."""
    return Sent(name, study, f"2.25.{name[0]}", content or name, outcome)


def document(*journeys: tuple[str, dict[str, str | None]], done: bool = True, study: str = "2.25.1") -> dict[str, Any]:
    """What the catalogue tells of a study with these objects."""
    instances = [{"sop_instance": f"2.25.{name}", **stage} for name, stage in journeys]
    return {"study": study, "done": done, "instances": instances, "waits": []}


def test_indexed_quarantined_and_refused_objects_are_accounted_for() -> None:
    told = document(("a", INDEXED), ("b", QUARANTINED))

    found = account([sent("a"), sent("b", "B000"), sent("c", "C000"), sent("d", "no_context")], [told])

    assert found == [Account("2.25.1", ("a", "b", "c", "d"), {"C000": 1, "no_context": 1}, 0, told)]
    assert found[0].settled


@pytest.mark.parametrize("outcome", ["0000", "B000", "lost"])
def test_an_object_that_the_catalogue_does_not_show_at_its_end_is_missing(outcome: str) -> None:
    (found,) = account([sent("a"), sent("b", outcome)], [document(("a", INDEXED), ("b", RECEIVED))])

    assert found.missing == 1
    assert not found.settled


def test_a_lost_answer_is_accounted_for_when_the_object_is_there() -> None:
    (found,) = account([sent("a", "lost")], [document(("a", INDEXED))])

    assert found.settled


def test_a_study_that_the_catalogue_does_not_know_is_missing_as_a_whole() -> None:
    (found,) = account([sent("a"), sent("b")], [])

    assert (found.missing, found.document, found.settled) == (2, None, False)


def test_a_study_that_still_waits_is_not_settled() -> None:
    (found,) = account([sent("a")], [document(("a", INDEXED), done=False)])

    assert (found.missing, found.settled) == (0, False)


def test_two_contents_of_one_object_are_two_and_the_same_file_twice_is_one() -> None:
    conflicting = [sent("a1", content="x"), sent("a2", content="y"), sent("a3", content="y")]

    (one,) = account(conflicting, [document(("a", INDEXED))])
    (both,) = account(conflicting, [document(("a", INDEXED), ("a", QUARANTINED))])

    assert (one.missing, both.missing) == (1, 0)


def test_refused_files_without_identity_are_an_account_of_their_own() -> None:
    nameless = Sent("x", "", "", "", "C000")

    assert account([nameless], []) == [Account("", ("x",), {"C000": 1}, 0, None)]


def test_studies_stay_in_the_order_in_which_they_were_sent() -> None:
    found = account([sent("a", study="2.25.9"), sent("b", study="2.25.3"), sent("c", study="2.25.9")], [])

    assert [(item.study, item.names) for item in found] == [("2.25.9", ("a", "c")), ("2.25.3", ("b",))]


def test_failures_say_what_is_missing_and_why_it_waits() -> None:
    told = document(("a", INDEXED), done=False)
    told["waits"] = [{"what": "indexed, not revised", "why": "studies is down", "todo": "start it"}]

    assert failures(account([sent("a"), sent("b")], [told])) == [
        "study 1: 1 of 2 objects are missing",
        "study 1: indexed, not revised: studies is down; start it",
    ]


def result(current: bool = True, **values: float) -> dict[str, Any]:
    """A result of the reference model with these measurements."""
    return {
        "model": "laa950",
        "status": "produced",
        "current": current,
        "produced_at": "2024-05-01T12:00:12.500Z",
        "measurements": [{"name": name, "value": value, "unit": "u"} for name, value in values.items()],
    }


EXPECTED = Expected(laa950_percent=12.0, perc15_hu=-940, lung_volume_ml=4000.0)


def test_the_current_result_is_compared_with_the_construction() -> None:
    found = compare([result(False, laa950=99.0), result(laa950=12.5, perc15=-960.0, lung_volume=1.0)], EXPECTED)

    assert found == [
        Comparison("laa950", "u", 12.5, 12.0, found[0].tolerance),
        Comparison("perc15", "u", -960.0, -940.0, found[1].tolerance),
    ]
    assert [item.right for item in found] == [True, False]
    assert not right(found)


def test_no_result_is_not_right() -> None:
    assert not right(compare([], EXPECTED))
    assert not right(compare([result(laa950=12.0)], EXPECTED))
    assert right(compare([result(laa950=12.0, perc15=-940.0)], EXPECTED))


def test_stages_are_timed_by_their_median_and_their_slowest_object() -> None:
    def journey(deidentified: int, indexed: int) -> dict[str, str | None]:
        return {
            "received_at": "2024-05-01T12:00:00.000Z",
            "deidentified_at": f"2024-05-01T12:00:{deidentified:02d}.000Z",
            "quarantined_at": None,
            "indexed_at": f"2024-05-01T12:00:{indexed:02d}.000Z",
        }

    told = {"instances": [journey(1, 3), journey(2, 4), journey(6, 10)], "results": [result()]}

    assert stages(told) == [
        Stage("received → de-identified", 3, 2.0, 6.0),
        Stage("de-identified → indexed", 3, 2.0, 4.0),
        Stage("received → indexed", 3, 4.0, 10.0),
        Stage("last object indexed → result", 1, 2.5, 2.5),
    ]
