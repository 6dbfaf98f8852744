"""Steps that need one another."""

import threading

import pytest

from bildstrom.local import graph


def recorded(order: list[str], *names: str) -> dict[str, graph.Step]:
    return {name: (lambda name=name: order.append(name)) for name in names}  # type: ignore[misc]


def test_a_step_runs_after_all_that_it_needs() -> None:
    order: list[str] = []
    needs = {"service": ["topics", "tables"], "topics": ["broker"], "tables": ["database"]}
    graph.run(recorded(order, "service", "topics", "tables", "broker", "database"), needs, threading.Event())
    assert sorted(order) == ["broker", "database", "service", "tables", "topics"]
    assert order.index("broker") < order.index("topics") < order.index("service")
    assert order.index("database") < order.index("tables") < order.index("service")


def test_steps_without_needs_run_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=5)

    def meet() -> None:
        both.wait()

    graph.run({"a": meet, "b": meet}, {}, threading.Event())


def test_a_need_outside_of_the_steps_counts_as_met() -> None:
    order: list[str] = []
    graph.run(recorded(order, "service"), {"service": ["broker"]}, threading.Event())
    assert order == ["service"]


def test_after_a_failure_nothing_begins_and_the_others_are_told() -> None:
    order: list[str] = []
    cancelled = threading.Event()

    def fail() -> None:
        raise RuntimeError("broker")

    def wait_long() -> None:
        assert cancelled.wait(10), "the other step is told"
        order.append("told")

    steps = {"broker": fail, "database": wait_long, **recorded(order, "service")}
    with pytest.raises(RuntimeError, match="broker"):
        graph.run(steps, {"service": ["broker"]}, cancelled)
    assert order == ["told"]


def test_needs_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle: a, b"):
        graph.run(recorded([], "a", "b"), {"a": ["b"], "b": ["a"]}, threading.Event())


def test_what_is_needed_ends_after_those_that_need_it() -> None:
    assert graph.reverse({"service": ["broker", "database"], "broker": []}) == {
        "service": [],
        "broker": ["service"],
        "database": ["service"],
    }
