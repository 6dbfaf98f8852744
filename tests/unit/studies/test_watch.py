"""A study is due when nothing was heard of it for the quiet period."""

from bildstrom.studies.watch import Watch


class Clock:
    """Seconds that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_study_is_due_once_after_the_quiet_period() -> None:
    clock = Clock()
    watch = Watch(dict, quiet_seconds=5, clock=clock)
    watch.wake("a")
    clock.now = 1003
    watch.wake("b")
    clock.now = 1005.5
    assert watch.take_due() == ["a"]
    assert watch.take_due() == []
    clock.now = 1008.5
    assert watch.take_due() == ["b"]


def test_news_put_the_quiet_period_off() -> None:
    clock = Clock()
    watch = Watch(dict, quiet_seconds=5, clock=clock)
    watch.wake("a")
    clock.now = 1004
    watch.wake("a")
    clock.now = 1008
    assert watch.take_due() == []


def test_a_rebuilt_watch_knows_what_the_table_knows() -> None:
    clock = Clock()
    watch = Watch(lambda: {"a": 0, "b": 1_005_000}, quiet_seconds=5, clock=clock)
    watch.wake("gone")
    watch.rebuild()
    clock.now = 1006
    assert watch.take_due() == ["a"]
