"""The ports of one stack, all on loopback: the documented ones, or free ones."""

import json
import random
import socket
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from bildstrom.local.errors import LocalError

HOST = "127.0.0.1"
# below the kernel's ephemeral range (32768 and up): no outgoing connection takes such a port while its server restarts;
# in blocks, so that two stacks that choose at the same time meet in 1 of 375 cases and not in 1 of 27
_BLOCK = 32
_BLOCKS = range(20_000, 32_000, _BLOCK)


@dataclass(frozen=True, slots=True)
class Ports:
    """Who listens where; the defaults are the documented ones."""

    kafka: int = 19092
    kafka_controller: int = 19093
    cassandra: int = 19042
    cassandra_storage: int = 17000
    triton_http: int = 18000
    triton_grpc: int = 18001
    triton_metrics: int = 18002
    zipkin: int = 19411
    otlp: int = 14318
    dicom: int = 11112
    dicomweb: int = 18080
    index_grpc: int = 15051
    ingest_grpc: int = 15052
    deid_grpc: int = 15053
    inference_grpc: int = 15054
    studies_grpc: int = 15055
    index_metrics: int = 19101
    ingest_metrics: int = 19102
    deid_metrics: int = 19103
    inference_metrics: int = 19104
    studies_metrics: int = 19105

    def address(self, name: str) -> str:
        """``host:port`` of one of them."""
        return f"{HOST}:{getattr(self, name)}"

    def url(self, name: str) -> str:
        """``http://host:port`` of one of them."""
        return f"http://{self.address(name)}"


def free_ports() -> Ports:
    """A block of neighbouring ports that nobody listens on now.

    Raises:
        LocalError: every block has a listener.
    """
    names = [field.name for field in fields(Ports)]
    for first in random.sample(_BLOCKS, len(_BLOCKS)):
        if not any(is_taken(first + offset) for offset in range(len(names))):
            return Ports(**{name: first + offset for offset, name in enumerate(names)})
    raise LocalError(f"no block of {len(names)} free ports between {_BLOCKS.start} and {_BLOCKS.stop}")


def is_taken(port: int) -> bool:
    """Whether a listener on this port would be refused."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return True
    return False


def save(ports: Ports, path: Path) -> None:
    """Remember the ports of a home, so that every later command and restart uses the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(ports), indent=1) + "\n")


def load(path: Path) -> Ports | None:
    """The ports of a home; None when it never started, or was written by a version with other ports."""
    try:
        return Ports(**json.loads(path.read_text()))
    except (FileNotFoundError, TypeError):
        return None
