"""What happens in an association (PS3.8 section 7), as its acceptor is told."""

from dataclasses import dataclass
from typing import NamedTuple

from bildstrom.ingest.ul.negotiation import Context
from bildstrom.ingest.ul.request import AssociateRequest


@dataclass(frozen=True, slots=True)
class Requested:
    """An association is asked for; ``accept`` or ``reject`` it."""

    request: AssociateRequest


class CommandReceived(NamedTuple):
    """A command set is complete."""

    context: Context
    command_set: bytes


class DataReceived(NamedTuple):
    """A part of the data set that follows a command set; ``data`` is valid until the next ``space()``."""

    context: Context
    data: memoryview
    last: bool


@dataclass(frozen=True, slots=True)
class Released:
    """The peer has released the association, and the answer is on its way."""


@dataclass(frozen=True, slots=True)
class Aborted:
    """The peer has aborted."""


@dataclass(frozen=True, slots=True)
class Violated:
    """The peer has broken the protocol; ``reason`` is a word for logs. The answer is on its way."""

    reason: str


Event = Requested | CommandReceived | DataReceived | Released | Aborted | Violated
