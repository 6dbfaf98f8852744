"""Is everything that was sent accounted for? Pure: what was sent against what the catalogue tells.

An object is accounted for when it was refused by its status, or when the catalogue shows it as indexed or quarantined.
Objects go by their pseudonymous UIDs, so that a second run over the same files comes to the same account.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_STATUS = re.compile(r"[0-9A-F]{4}")

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent.

    Attributes:
        study, instance: pseudonymous UIDs; empty when the file does not say which object it is.
        content: digest of what was sent; two files may be one object with two contents.
        outcome: C-STORE status as four hex digits, or a word.
    """

    name: str
    study: str
    instance: str
    content: str
    outcome: str

    @property
    def stored(self) -> bool:
        """Whether the receiver said that it has the object: success or warning (PS3.7 annex C)."""
        return self.outcome == "0000" or self.outcome.startswith("B")

    @property
    def refused(self) -> bool:
        """Whether the receiver said that it does not have it."""
        return not self.stored and (_STATUS.fullmatch(self.outcome) is not None or self.outcome == "no_context")


@dataclass(frozen=True, slots=True)
class Account:
    """One study that was sent.

    Attributes:
        document: what the catalogue tells of it; None when it knows nothing.
        missing: objects that are neither refused nor indexed nor quarantined.
    """

    study: str
    names: tuple[str, ...]
    refused: Mapping[str, int]
    missing: int
    document: Document | None

    @property
    def settled(self) -> bool:
        """Nothing is missing, and the study waits for nothing."""
        return self.missing == 0 and (self.document is None or bool(self.document["done"]))


def account(sent: Sequence[Sent], documents: Sequence[Document]) -> list[Account]:
    """One account per study, in the order in which they were sent.

    Args:
        documents: ``studies list --full``.
    """
    by_study = {document["study"]: document for document in documents}
    studies: dict[str, list[Sent]] = {}
    for item in sent:
        studies.setdefault(item.study, []).append(item)
    return [_account(study, items, by_study.get(study)) for study, items in studies.items()]


def _account(study: str, items: Sequence[Sent], document: Document | None) -> Account:
    expected = Counter(instance for instance, _ in {(i.instance, i.content) for i in items if not i.refused})
    there = Counter(
        journey["sop_instance"]
        for journey in (document["instances"] if document else ())
        if journey["indexed_at"] or journey["quarantined_at"]
    )
    return Account(
        study=study,
        names=tuple(item.name for item in items),
        refused=dict(Counter(item.outcome for item in items if item.refused)),
        missing=sum((expected - there).values()),
        document=document,
    )
