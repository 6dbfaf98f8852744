"""One measured run: a fresh receiver, one warm-up object, a set sent by storescu, what it took."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cpu import cpu_seconds, machine_busy_seconds
from ingest_process import CALLED
from ingest_servers import Receiver, Start
from ingest_sets import ObjectSet

from bildstrom.console.send.association import Association, Peer
from bildstrom.console.send.files import StoredFile, find

STORESCU = "/usr/bin/storescu"
COUNT_SECONDS = 10.0
SETTLED_CPU = 0.011  # one tick in 0.2 s
DISTURBED = 0.15  # share of a core that others may take, of a run's time
MAX_REPEATS = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent and how.

    Attributes:
        associations: at once; 0 means one after the other for each object.
        nagle: senders and receivers as shipped: DCMTK's and Orthanc's leave Nagle's algorithm on.
    """

    objects: ObjectSet
    associations: int
    nagle: bool = False

    @property
    def label(self) -> str:
        """For the report."""
        if not self.associations:
            return f"{self.objects.objects} associations of one object"
        number = "1 association" if self.associations == 1 else f"{self.associations} associations"
        return f"{self.objects.name}, {number}, {'as shipped' if self.nagle else 'TCP_NODELAY'}"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed: seconds, CPU seconds of the receiver, peak memory, and others' share of a core."""

    objects: int
    megabytes: float
    seconds: float
    cpu: float
    rss_mb: float
    others: float

    @property
    def rate(self) -> float:
        """Objects per second."""
        return self.objects / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        """CPU seconds of the receiver per 1,000 objects."""
        return 1000 * self.cpu / self.objects

    @property
    def disturbed(self) -> bool:
        """Whether the machine was too busy with other things."""
        return self.others > DISTURBED


def measured(start: Start, kind: Kind, folder: Path, repeat: bool) -> Run:
    """Measure; again while it was disturbed, if ``repeat``, and at most once more.

    Raises:
        SystemExit: a sender failed, or the receiver has another number of objects than was sent.
    """
    run = _once(start, kind, folder / "0")
    for number in range(MAX_REPEATS if repeat else 0):
        if not run.disturbed:
            break
        run = min(run, _once(start, kind, folder / str(number + 1)), key=lambda one: one.others)
    return run


def _once(start: Start, kind: Kind, folder: Path) -> Run:
    folder.mkdir(parents=True)
    receiver = start(folder, kind.nagle)
    try:
        warm = next(kind.objects.warm_up.iterdir())
        _send(receiver.port, [warm], nagle=False)
        _wait_for(receiver, 1)
        settle(receiver.pid)
        send = _sending(receiver.port, kind)
        busy, ours, sender = machine_busy_seconds(), cpu_seconds({"": receiver.pid})[""], _senders_cpu()
        began = time.monotonic()
        send()
        seconds = time.monotonic() - began
        cpu = cpu_seconds({"": receiver.pid})[""] - ours
        others = machine_busy_seconds() - busy - cpu - (_senders_cpu() - sender)
        _wait_for(receiver, 1 + kind.objects.objects)
        rss = peak_rss_mb(receiver.pid)
    finally:
        receiver.stop()
        _free(folder)
    return Run(kind.objects.objects, kind.objects.megabytes, seconds, cpu, rss, max(0.0, others) / seconds)


def _sending(port: int, kind: Kind) -> Callable[[], None]:
    """What sends the set; everything that need not be measured is prepared."""
    if kind.associations:
        return partial(_send, port, kind.objects.folders(kind.associations), kind.nagle)
    return partial(_send_singles, Peer("127.0.0.1", port, CALLED, "BENCH"), find([kind.objects.folder]).files)


def _send_singles(peer: Peer, files: Sequence[StoredFile]) -> None:
    for file in files:
        with Association.open(peer, [file.context]) as association:
            status = association.store(file)
        if status:
            raise SystemExit(f"an object was answered {status:04X}")


def _send(port: int, folders: list[Path], nagle: bool) -> None:
    """One storescu, and so one association, per folder or file, all at once."""
    environment = {name: value for name, value in os.environ.items() if name != "TCP_NODELAY"}
    if not nagle:
        environment["TCP_NODELAY"] = "1"
    command = [STORESCU, "-aec", CALLED, "127.0.0.1", str(port), "+sd"]
    senders = [
        subprocess.Popen([*command, folder], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for folder in folders
    ]
    for sender in senders:
        _, errors = sender.communicate()
        if sender.returncode:
            raise SystemExit(f"storescu failed: {errors.decode(errors='replace')[-500:]}")


def _wait_for(receiver: Receiver, count: int) -> None:
    """A receiver may count late, but not wrong."""
    deadline = time.monotonic() + COUNT_SECONDS
    while (found := receiver.stored()) != count:
        if time.monotonic() > deadline:
            raise SystemExit(f"{type(receiver).__name__} has {found} objects of {count}")
        time.sleep(0.02)


def settle(pid: int) -> None:
    """Until a receiver has done what belongs to its start, such as further processes."""
    deadline = time.monotonic() + COUNT_SECONDS
    spent, before = cpu_seconds({"": pid})[""], -1.0
    while spent - before > SETTLED_CPU and time.monotonic() < deadline:
        time.sleep(0.2)
        before, spent = spent, cpu_seconds({"": pid})[""]


def _senders_cpu() -> float:
    """Of this process, and of the senders that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def peak_rss_mb(pid: int) -> float:
    """Peak resident memory of a process and its living descendants, added up: an upper bound, what they share counts
    for each."""
    total, todo = 0, [pid]
    while todo:
        one = todo.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text()
            todo += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return total / 1000


def _free(folder: Path) -> None:
    """Give the space back, and leave the names: creating files soon after a mass delete is slow on ext4."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.truncate(path, 0)


def warm_memory(megabytes: int = 500) -> None:
    """Touch memory once: the first touch of a virtual machine's page costs about fifteen times a later one."""
    block = bytearray(megabytes * 1_000_000)
    block[::4096] = b"\1" * len(block[::4096])
