"""What a row of the tables of attacks says, how an attack is made, and how its answer is written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from integration.ingest.requestor import Requestor
from unit.ingest import wire

Bytes = bytes | Callable[[], bytes]  # large ones are made when they are needed


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack.

    Attributes:
        line: its number in the project's list of bad input: 1 to 18 are the protocol's, 19 to 39 objects.
        name: what is wrong, in words.
        sent: all bytes, or with ``associated`` those that follow an accepted association.
        answer: as :func:`answer_of` writes it.
        counted: the closed words under which the service counts it.
        associated: contexts of the association that precedes; None: nothing precedes.
    """

    line: int
    name: str
    sent: Bytes
    answer: str
    counted: str
    associated: tuple[wire.Proposed, ...] | None = None

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"

    def within(self, *contexts: wire.Proposed) -> "Attack":
        """The same inside an association, unless told otherwise one for verification (1) and CT storage (3)."""
        return replace(self, associated=contexts or wire.DEFAULT)


def made(attack: Attack, port: int) -> str:
    """Make an attack; what was answered."""
    with Requestor(port) as requestor:
        if attack.associated is not None:
            kind, body = requestor.send(wire.request(attack.associated)).unit()
            assert kind == 2, (kind, body)
        try:
            requestor.send(attack.sent if isinstance(attack.sent, bytes) else attack.sent())
        except (BrokenPipeError, ConnectionResetError):
            return "closed"
        return answer_of(requestor)


def answer_of(requestor: Requestor) -> str:
    """The next unit in words: ``abort SOURCE/REASON``, ``reject RESULT/SOURCE/REASON``, ``status XXXX``, ``closed``."""
    kind, body = requestor.unit()
    match kind:
        case 0:
            return "closed"
        case 2:
            return "accepted"
        case 3:
            return f"reject {body[1]}/{body[2]}/{body[3]}"
        case 4:
            at = body.index(b"\0\0\0\x09\x02\0\0\0") + 8
            return f"status {int.from_bytes(body[at : at + 2], 'little'):04X}"
        case 7:
            return f"abort {body[2]}/{body[3]}"
    return f"unit {kind}"


def stored(data_set: bytes, sop_instance: str, sop_class: str = wire.CT) -> bytes:
    """A C-STORE request on context 3 with its data set, in units of 128 kB."""
    command = wire.command(1, sop_class, sop_instance, data_set=True)
    units = [wire.data(wire.value(3, 3, command))]
    step = 131_072 - 6
    for at in range(0, max(1, len(data_set)), step):
        units.append(wire.data(wire.value(3, 2 if at + step >= len(data_set) else 0, data_set[at : at + step])))
    return b"".join(units)
