"""Waits until everything that was sent is accounted for and nothing is awaited any more."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from bildstrom.demo.accounting import Account, Sent, account
from bildstrom.demo.console import Console

POLL_S = 2.0
# Every stage is at work within seconds; so long without any change means that one hangs.
STALLED_S = 120.0

Report = Callable[[str], None]


def settle(console: Console, sent: Sequence[Sent], report: Report, stalled_s: float = STALLED_S) -> list[Account]:
    """Poll until every account is settled, or until nothing has changed for ``stalled_s`` seconds.

    Raises:
        ConsoleFailed: the catalogue does not answer.
    """
    studies = sorted({item.study for item in sent if item.study})
    last, since = "", time.monotonic()
    while True:
        documents = console.ask("studies", "list", "--full", *studies)["studies"] if studies else []
        accounts = account(sent, documents)
        now = progress(accounts)
        if now != last:
            report(now)
            last, since = now, time.monotonic()
        if all(item.settled for item in accounts) or time.monotonic() - since > stalled_s:
            return [explain(console, item) for item in accounts]
        time.sleep(POLL_S)


def explain(console: Console, item: Account) -> Account:
    """The same account; of one that is not settled with the reasons, which cost a look at every service."""
    if item.settled or item.document is None:
        return item
    return replace(item, document=console.ask("studies", "show", item.study))


def progress(accounts: Sequence[Account]) -> str:
    """Where everything is, in one line."""
    documents = [item.document for item in accounts if item.document is not None]
    counts = {
        stage: sum(document["stages"][stage] for document in documents)
        for stage in ("received", "deidentified", "quarantined", "indexed")
    }
    settled = sum(item.settled for item in accounts)
    stages = ", ".join(f"{stage} {count}" for stage, count in counts.items())
    awaited = Counter(wait["service"] for document in documents for wait in document["waits"])
    waits = "".join(f", {count} wait for {service}" for service, count in awaited.items())
    return f"{stages}; {settled} of {len(accounts)} studies done{waits}"
