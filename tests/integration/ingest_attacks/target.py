"""The service that is attacked, and what must hold of it after every attack."""

import hashlib
import re
import socket
import urllib.request
from collections import Counter
from pathlib import Path

from integration.ingest.requestor import Requestor
from integration.ingest.service import Service
from integration.ingest_attacks.attacks_by_objects import LARGEST
from polling import poll_until
from spooled import entries, spooled_object
from unit.dicom.datasets import element
from unit.ingest import wire

MOST_GROWTH = 64 * 1024 * 1024 + LARGEST  # bytes, beyond what an object may have
PROJECTS = """
[projects.demo]
called_ae_titles = ["BILDSTROM"]
calling_ae_titles = ["SCANNER1", "ORTHANC"]
"""
# what occurs in requests and objects of the attacks, and must not be told by anybody;
# four digits alone would be found in trace ids by chance, one in some 2,000 ids
SECRETS = (b"SENTINEL", b"jndi", b"\x1b", b"0.1.4711.", b"31415926535", b"LENITNES")

_SAMPLE = re.compile(
    r"^bildstrom_(?:associations|commitments|instances_answered)_total\{(.*)\} ([0-9.e+]+)$", re.MULTILINE
)
_WORD = re.compile(r'bildstrom_(?:reason|outcome)="([a-z0-9_]+)"')
GOOD_CLASS_AND_INSTANCE = wire.CT, "1.2.3.4.5.6"


class Target(Service):
    """The service, with a broker that is never there and a limit of 16 MB to an object."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.metrics_port = _free_port()
        (folder / "projects.toml").write_text(PROJECTS)
        super().__init__(
            folder, "--metrics-port", str(self.metrics_port), "--max-object-bytes", str(LARGEST), *arguments
        )
        self.pids = sorted([self.process.pid, *poll_until(lambda: self._all_workers(), "two workers", 30)])

    def _all_workers(self) -> list[int]:
        found = self.workers()
        return found if len(found) == 2 else []

    def is_whole(self) -> bool:
        """Whether all processes are those that were started."""
        return self.process.poll() is None and sorted([self.process.pid, *self.workers()]) == self.pids

    def forget_peak(self) -> int:
        """Start to measure the peak anew; the resident bytes of now."""
        for pid in self.pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return self.peak()

    def peak(self) -> int:
        """Resident bytes of all processes, at most since the peak was forgotten."""
        return sum(_status(pid, "VmHWM") for pid in self.pids)

    def seconds(self) -> float:
        """CPU time of all processes."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.pids]
        return sum(int(one[11]) + int(one[12]) for one in fields) / 100

    def counts(self) -> Counter[str]:
        """All counts of associations and stores by their closed word, as Prometheus reads them."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        total: Counter[str] = Counter()
        for labels, value in _SAMPLE.findall(text):
            total[_WORD.findall(labels)[0]] += int(float(value))
        return total

    def half_files(self) -> list[str]:
        """Files of the spool that are no entry; the writing side is idle."""
        return sorted(set(self.files()) - {path.name for path in entries(self.folder / "spool")})

    def digests(self) -> set[str]:
        """SHA-256 of every data set in the spool."""
        return {_digest(path) for path in entries(self.folder / "spool")}

    def stores_a_good_one(self) -> str:
        """What a good store is answered."""
        with Requestor(self.port).associate() as requestor:
            answer = requestor.store(GOOD, GOOD_CLASS_AND_INSTANCE[1])
            requestor.send(wire.RELEASE).unit()
        return f"{answer:04X}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _status(pid: int, field: str) -> int:
    (line,) = [x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith(f"{field}:")]
    return int(line.split()[1]) * 1024


def _digest(path: Path) -> str:
    file = spooled_object(path)
    return hashlib.sha256(file[144 + int.from_bytes(file[140:144], "little") :]).hexdigest()


GOOD = b"".join(
    element(tag, b"UI", value)
    for tag, value in (
        (0x00080016, wire.CT.encode() + b"\0"),
        (0x00080018, b"1.2.3.4.5.6\0"),
        (0x0020000D, b"1.2.3.4.5.7\0"),
        (0x0020000E, b"1.2.3.4.5.8\0"),
    )
)
