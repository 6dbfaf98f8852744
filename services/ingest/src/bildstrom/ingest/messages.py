"""A message that is coming in: what takes its data set, and gives the answer at its end."""

from typing import Protocol

from bildstrom.ingest.dimse import Command
from bildstrom.ingest.handler import Outcome


class Message(Protocol):
    """A request under way."""

    command: Command

    def write(self, data: memoryview) -> None:
        """Take a part of the data set; the view is valid during the call."""

    def end(self) -> Outcome:
        """The data set is complete: what to answer."""

    def discard(self) -> None:
        """The rest will not come; twice is fine."""


class Settled:
    """A request whose answer is known from its command set on; a data set is read and dropped."""

    def __init__(self, command: Command, outcome: Outcome) -> None:
        self.command = command
        self._outcome = outcome

    def write(self, data: memoryview) -> None:
        """Drop it."""

    def end(self) -> Outcome:
        """The answer."""
        return self._outcome

    def discard(self) -> None:
        """Nothing is held."""
