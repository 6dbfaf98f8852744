"""What this machine must have for the local stack, each with what to do. Pure: facts in, verdicts out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GIB = 1024**3
PYTHONS = ((3, 11), (3, 13))
JAVAS = (17, 21)
NEEDED_DISK = 8 * GIB
NEEDED_MEMORY = 4 * GIB


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found.

    Attributes:
        java: first line of ``java -version``; None when there is no java.
        maven: first line of ``mvn -v``; None when there is no mvn.
        taken: ports of the stack that somebody listens on, by name, although that part of the stack does not answer.
        down: parts of the stack that do not answer.
    """

    python: tuple[int, int]
    java: str | None
    maven: str | None
    free_disk: int
    memory: int
    taken: Mapping[str, int] = field(default_factory=dict)
    down: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check: ``ok``, ``down`` (start it) or ``missing`` (install it)."""

    check: str
    state: str
    found: str
    todo: str = ""


def verdicts(machine: Machine) -> list[Verdict]:
    """Every check, in the order in which they matter."""
    return [
        _python(machine.python),
        _java(machine.java),
        _maven(machine.maven),
        _room("disk", machine.free_disk, NEEDED_DISK, "free space, or move the checkout to a larger disk"),
        _room("memory", machine.memory, NEEDED_MEMORY, "close what needs memory: the whole stack takes about 2 GiB"),
        _ports(machine.taken),
        _stack(machine.down),
    ]


def java_major(line: str) -> int | None:
    """The major version in ``java -version``'s first line; 1.8 is 8."""
    match = re.search(r'"(?:1\.)?(\d+)', line)
    return int(match[1]) if match else None


def as_document(verdict: Verdict) -> dict[str, Any]:
    """One entry of ``doctor --json``."""
    return {"check": verdict.check, "state": verdict.state, "found": verdict.found, "todo": verdict.todo or None}


def _python(version: tuple[int, int]) -> Verdict:
    found = ".".join(map(str, version))
    if PYTHONS[0] <= version <= PYTHONS[1]:
        return Verdict("python", "ok", found)
    return Verdict(
        "python", "missing", found, "install Python 3.11, 3.12 or 3.13: apt-get install python3 python3-venv"
    )


def _java(line: str | None) -> Verdict:
    todo = "install Java 17: apt-get install openjdk-17-jre-headless"
    if line is None:
        return Verdict("java", "missing", "no java on the PATH", todo)
    major = java_major(line)
    fits = major is not None and JAVAS[0] <= major <= JAVAS[1]
    return Verdict("java", "ok", line) if fits else Verdict("java", "missing", line, todo)


def _maven(line: str | None) -> Verdict:
    if line is None:
        return Verdict("maven", "missing", "no mvn on the PATH", "install Maven: apt-get install maven")
    return Verdict("maven", "ok", line)


def _room(check: str, found: int, needed: int, todo: str) -> Verdict:
    text = f"{found / GIB:.1f} GiB, {needed / GIB:.0f} GiB are needed"
    return Verdict(check, "ok", text) if found >= needed else Verdict(check, "missing", text, todo)


def _ports(taken: Mapping[str, int]) -> Verdict:
    if not taken:
        return Verdict("ports", "ok", "free, or used by the stack")
    found = ", ".join(f"{name} {port}" for name, port in sorted(taken.items()))
    return Verdict("ports", "missing", f"used by something else: {found}", "end what listens there: ss -ltnp")


def _stack(down: tuple[str, ...]) -> Verdict:
    if not down:
        return Verdict("stack", "ok", "everything answers")
    return Verdict("stack", "down", f"not up: {', '.join(down)}", "start it by `make up`; logs lie in .bildstrom/logs")
