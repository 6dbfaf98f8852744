"""CPU seconds of the stack's processes, children included, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: dict[str, int]) -> dict[str, float]:
    """User and system time by name, of each process with all its living and ended descendants."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended while we looked
        # the name in parentheses may hold spaces; behind it: state, parent, …, utime, stime, cutime, cstime (proc(5))
        fields = text.rpartition(")")[2].split()
        pid = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        spent[pid] = sum(int(value) for value in fields[11:15]) / TICKS
    return {name: _with_descendants(pid, children, spent) for name, pid in pids.items()}


def _with_descendants(pid: int, children: dict[int, list[int]], spent: dict[int, float]) -> float:
    return spent.get(pid, 0.0) + sum(_with_descendants(child, children, spent) for child in children.get(pid, []))


def machine_busy_seconds() -> float:
    """CPU seconds that the whole machine has spent on anything but waiting."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(value) for value in fields[:8])
    return (user + nice + system + irq + softirq + steal) / TICKS
