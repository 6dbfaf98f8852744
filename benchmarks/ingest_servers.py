"""The receivers that are compared, each started fresh over a folder of its own, on loopback."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from ingest_process import CALLED, IngestProcess, free_port, wait_for_port

STOP_SECONDS = 20.0


class Receiver(ABC):
    """One running receiver.

    Attributes:
        pid: of the process whose time, with its descendants', is the receiver's.
        port: of its DICOM service.
    """

    pid: int
    port: int

    @abstractmethod
    def stored(self) -> int:
        """How many objects it has now."""

    @abstractmethod
    def stop(self) -> None:
        """End it."""


class Bildstrom(Receiver):
    """Durable, the event in the outbox. No broker listens: the relay waits, as in an outage."""

    def __init__(self, folder: Path, nagle: bool) -> None:  # it has no such switch
        self.process = IngestProcess(folder)
        self.process.start()
        self.pid, self.port = self.process.pid, self.process.port

    def stored(self) -> int:
        """Entries of the outbox."""
        return self.process.waiting()

    def stop(self) -> None:
        """End it at once: with a broker that is down, it would wait for it."""
        self.process.kill_all()


class _Spawned(Receiver):
    """A receiver that writes one file per object into a folder.

    Args:
        nagle: as shipped; else DCMTK's switch is set, which Orthanc has as well.
        preloaded: a library.
    """

    def __init__(self, folder: Path, nagle: bool, preloaded: Path | None = None) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "TCP_NODELAY"}
        if not nagle:
            environment["TCP_NODELAY"] = "1"
        if preloaded is not None:
            environment["LD_PRELOAD"] = str(preloaded)
        self.port = free_port()
        self.output = folder / "objects"
        self.output.mkdir(parents=True)
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(self.command(folder), env=environment, stdout=log, stderr=log)
        self.pid = self._process.pid
        wait_for_port(self.port, self._process)

    @abstractmethod
    def command(self, folder: Path) -> Sequence[str]:
        """What to start."""

    def stored(self) -> int:
        """Files written."""
        return sum(1 for path in self.output.rglob("*") if path.is_file())

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        self._process.kill()
        self._process.wait()


class Storescp(_Spawned):
    """DCMTK's, bit-preserving, a process per association; it has no fsync of its own."""

    def command(self, folder: Path) -> Sequence[str]:
        """PDUs of 128 kB, as ours."""
        return [_STORESCP, "+B", "--fork", "-pdu", "131072", "-aet", CALLED, "-od", str(self.output), str(self.port)]


class DurableStorescp(Storescp):
    """The same with every file fsynced before it is closed, which is before success."""

    def __init__(self, folder: Path, nagle: bool) -> None:
        super().__init__(folder, nagle, _shim(folder))


class Orthanc(_Spawned):
    """As shipped, but for the ports, the folder, and that it takes stores from anybody.

    Attributes:
        settings: beyond those.
    """

    settings: ClassVar[dict[str, object]] = {}

    def command(self, folder: Path) -> Sequence[str]:
        """Its configuration is written here."""
        self._http = free_port()
        path = folder / "orthanc.json"
        path.write_text(
            json.dumps(
                {
                    "DicomAet": CALLED,
                    "DicomPort": self.port,
                    "HttpPort": self._http,
                    "StorageDirectory": str(self.output),
                    "IndexDirectory": str(self.output),
                    "DicomAlwaysAllowStore": True,
                }
                | self.settings
            )
        )
        return [_ORTHANC, str(path)]

    def stored(self) -> int:
        """As it counts itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._http}/statistics") as answer:
            return int(json.load(answer)["CountInstances"])


class Pynetdicom(_Spawned):
    """A plain handler that writes what came and fsyncs it."""

    def command(self, folder: Path) -> Sequence[str]:
        """A script beside this one."""
        return [sys.executable, str(Path(__file__).with_name("pynetdicom_scp.py")), str(self.port), str(self.output)]


_STORESCP = "/usr/bin/storescp"  # pynetdicom may install a tool of the same name into the environment
_ORTHANC = shutil.which("Orthanc", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


def _shim(folder: Path) -> Path:
    """The library that makes fclose durable."""
    library = folder / "fsync_on_close.so"
    source = Path(__file__).with_name("fsync_on_close.c")
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


Start = Callable[[Path, bool], Receiver]


def available() -> tuple[dict[str, Start], list[str]]:
    """The receivers that can be started here by name, and a line for each that is absent."""
    found: dict[str, Start] = {"bildstrom": Bildstrom}
    absent = []
    if not Path(_STORESCP).exists():
        absent.append("DCMTK storescp: not installed (Debian: dcmtk)")
    elif shutil.which("gcc") is None:
        absent.append("DCMTK storescp with fsync: no gcc for the library that adds it; compared without fsync")
        found["dcmtk, not durable"] = Storescp
    else:
        found["dcmtk + fsync"] = DurableStorescp
    if _ORTHANC:
        found["orthanc"] = Orthanc
    else:
        absent.append("Orthanc: not installed (Debian: orthanc)")
    found["pynetdicom + fsync"] = Pynetdicom
    return found, absent
