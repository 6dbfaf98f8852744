"""What the STOW-RS side needs of the place where objects become durable; blocking, called from threads."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from bildstrom.ingest.arrivals import Arrival
from bildstrom.runtime.objects import Buffer


class Verdict(IntEnum):
    """What became of an instance: the Failure and Warning Reasons of PS3.18 annex I.2."""

    STORED = 0x0000
    PROCESSING_FAILED = 0x0110
    OUT_OF_RESOURCES = 0xA700
    MISMATCH = 0xA900
    STORED_WITH_ERRORS = 0xB007  # durable; the de-identification will quarantine it
    CANNOT_UNDERSTAND = 0xC000

    @property
    def stored(self) -> bool:
        """Whether the instance is durable."""
        return self in (Verdict.STORED, Verdict.STORED_WITH_ERRORS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one instance.

    Attributes:
        sop_class_uid, sop_instance_uid: the original ones, for the sender alone; empty if there are none.
        reason: closed word.
    """

    verdict: Verdict
    reason: str
    sop_class_uid: str = ""
    sop_instance_uid: str = ""


class Writer(Protocol):
    """One Part 10 object that comes in pieces."""

    def write(self, data: Buffer) -> None:
        """Take the next bytes; whatever goes wrong is told by the outcome."""
        ...

    def finish(self) -> None:
        """The object is complete."""
        ...


class Delivery(Protocol):
    """The objects of one request: all of them become durable together."""

    def begin(self) -> Writer:
        """Begin the next object; the one before is finished."""
        ...

    def commit(self) -> list[Outcome]:
        """Make durable what can be, and say what became of each, in order; when this returns, stored is stored."""
        ...

    def abandon(self) -> None:
        """Forget everything; after ``commit`` this does nothing."""
        ...


class Intake(Protocol):
    """Where objects become durable."""

    def open(self, arrival: Arrival, study_uid: str | None) -> Delivery:
        """Begin a delivery.

        Args:
            study_uid: the study that the instances have to belong to, normalised; None takes any.
        """
        ...
