"""The edge in this process: a listener on a free port, its threads, a spool in a folder."""

import socket
import threading
from pathlib import Path

from spooled import spooled_object

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.counts import Counts
from bildstrom.ingest.dialogue import Surroundings
from bildstrom.ingest.gate import Gate
from bildstrom.ingest.places import Places, shared_places
from bildstrom.ingest.serve.connection import Timeouts
from bildstrom.ingest.serve.listener import Listener, open_listening_socket
from bildstrom.ingest.serve.secure import Security
from bildstrom.ingest.spool.entry import Entry
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.storing import Storage
from bildstrom.ingest.ul.negotiation import Capabilities

PROJECTS = '[projects.demo]\ncalled_ae_titles = ["BILDSTROM"]\n'


class Edge:
    """Serves until it is stopped.

    Args:
        projects: the TOML text.
        limits: associations at once, and those reserved for listed sources.
    """

    def __init__(
        self,
        folder: Path,
        projects: str = PROJECTS,
        limits: tuple[int, int] = (16, 0),
        timeouts: Timeouts | None = None,
        max_object_bytes: int = 1 << 30,
        security: Security | None = None,
    ) -> None:
        self._names: list[str] = []
        self.folder = folder / "worker-0"
        self._outbox = Outbox(folder)
        self.spool = Spool(self.folder, 0)
        self.counts = Counts()
        self.gate = Gate(
            parse_projects(projects, {"demo": bytes(32), "open": bytes(range(32))}),
            Places(shared_places(1), 0, *limits),
            self.spool,
        )
        storage = Storage(self.spool, self._names.append, max_object_bytes)
        surroundings = Surroundings(self.gate.decide, self.gate.left, storage, self.counts)
        self.listener = Listener(surroundings, Capabilities(), timeouts or Timeouts(), ended=self.counts.association)
        self._listening = open_listening_socket("127.0.0.1", 0)
        self.port = int(self._listening.getsockname()[1])
        self._thread = threading.Thread(target=self.listener.listen, args=(self._listening, security))
        self._thread.start()

    def stop(self) -> None:
        """Accept nothing more and end what is open."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        self.listener.drain(2.0)
        self._outbox.close()

    @property
    def announced(self) -> list[Entry]:
        """The entries, as a relay reads them."""
        return [entry for name in self._names if (entry := self._outbox.read(name)) is not None]

    def data_sets(self) -> list[bytes]:
        """What lies in the spool behind the file meta information."""
        return sorted(data_set(spooled_object(entry.path)) for entry in self.announced)


def data_set(file: bytes) -> bytes:
    """What follows the file meta information, whose length stands at a fixed place (PS3.10 section 7.1)."""
    return file[144 + int.from_bytes(file[140:144], "little") :]
