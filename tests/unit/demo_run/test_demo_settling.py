"""When the demo stops waiting, and what it then knows."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bildstrom.demo.accounting import Sent
from bildstrom.demo.console import Console
from bildstrom.demo.settling import settle

SENT = [Sent("a", "2.25.1", "2.25.1.1", "x", "0000"), Sent("b", "", "", "", "C000")]


@dataclass(frozen=True, slots=True)
class Script(Console):
    """A console that answers as written, and keeps what it was asked."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def ask(self, *arguments: str, accepted: Any = (0, 1)) -> dict[str, Any]:
        """The answer to ``studies VERB``."""
        self.asked.append(arguments)
        return self.answers[arguments[1]]


def study(done: bool, why: str = "") -> dict[str, Any]:
    """One study of one indexed object, waiting for studies unless it is done."""
    waits = [] if done else [{"service": "studies", "what": "indexed, not revised", "why": why, "todo": ""}]
    return {
        "study": "2.25.1",
        "stages": {"received": 1, "deidentified": 1, "quarantined": 0, "indexed": 1},
        "instances": [{"sop_instance": "2.25.1.1", "indexed_at": "t", "quarantined_at": None}],
        "done": done,
        "waits": waits,
    }


def test_a_settled_delivery_is_asked_for_once() -> None:
    console = Script(Path("unused"), {"list": {"studies": [study(done=True)]}})
    told: list[str] = []

    accounts = settle(console, SENT, told.append)

    assert console.asked == [("studies", "list", "--full", "2.25.1")]
    assert [account.settled for account in accounts] == [True, True]
    assert told == ["received 1, deidentified 1, quarantined 0, indexed 1; 2 of 2 studies done"]


def test_a_stalled_delivery_ends_with_the_reasons() -> None:
    explained = study(done=False, why="studies is down")
    console = Script(Path("unused"), {"list": {"studies": [study(done=False)]}, "show": explained})
    told: list[str] = []

    accounts = settle(console, SENT, told.append, stalled_s=-1)

    assert [account.settled for account in accounts] == [False, True]
    assert accounts[0].document == explained
    assert told == ["received 1, deidentified 1, quarantined 0, indexed 1; 1 of 2 studies done, 1 wait for studies"]
