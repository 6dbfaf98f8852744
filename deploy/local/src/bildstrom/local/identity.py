"""Who a process is: pid, start time and boot, read from /proc, so that a reused pid is never mistaken for ours.

proc(5): in /proc/PID/stat, field 3 is the state, field 20 the number of threads, field 22 the start in clock ticks
since boot, field 24 the resident pages. A process also carries a mark in its environment, which its children inherit:
what lost its record is found by it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "BILDSTROM_LOCAL"
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Identity:
    """One process of one boot.

    Attributes:
        started: clock ticks since boot.
        boot: the kernel's random id of this boot.
    """

    pid: int
    started: int
    boot: str


def identify(pid: int) -> Identity | None:
    """Who has this pid now; None when nobody has, a zombie included: it runs no more.

    A main thread that is gone is not the end: while others of a killed process last, so do its ports and files.
    """
    fields = _stat(pid)
    if fields is None or (fields[0] in "ZX" and int(fields[17]) <= 1):
        return None
    return Identity(pid, int(fields[19]), _boot())


def is_running(identity: Identity) -> bool:
    """Whether exactly this process still runs."""
    return identify(identity.pid) == identity


def resident_bytes(pid: int) -> int:
    """Resident set size; 0 when the process is gone."""
    fields = _stat(pid)
    return int(fields[21]) * os.sysconf("SC_PAGE_SIZE") if fields is not None else 0


def marked(value: str) -> list[int]:
    """Pids of running processes whose environment holds this mark, with or without a name behind it; never our own."""
    wanted = f"{MARK}={value}".encode()
    found = []
    for pid in _pids():
        entries = _environment(pid)
        if any(entry == wanted or entry.startswith(wanted + b"#") for entry in entries):
            found.append(pid)
    return [pid for pid in found if pid != os.getpid() and identify(pid) is not None]


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())


def _environment(pid: int) -> list[bytes]:
    try:
        return (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return []  # gone meanwhile, or somebody else's: not ours either way


def _stat(pid: int) -> list[str] | None:
    """Fields from the third on: the second is a name in parentheses that may hold anything, spaces too."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text[text.rindex(")") + 2 :].split()


def _boot() -> str:
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
