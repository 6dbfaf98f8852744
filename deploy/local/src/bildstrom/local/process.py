"""One process: started in a session of its own, watched, ended with everything that it has started itself."""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bildstrom.local.identity import MARK, Identity, identify, is_running, marked

POLL_S = 0.02
LOG_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Command:
    """What to run.

    Attributes:
        environment: added to the caller's environment.
        drop: variables that must not be handed on.
    """

    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    drop: Sequence[str] = ()


def spawn(command: Command, log: Path, mark: str) -> Identity:
    """Start a process that outlives its starter: own session and process group, output appended to ``log``.

    Raises:
        OSError: the program cannot be executed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    environment = {key: value for key, value in os.environ.items() if key not in command.drop}
    environment |= {**command.environment, MARK: mark}
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawnp(
        command.argv[0],
        list(command.argv),
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        # an ignored signal stays ignored over exec; Python ignores SIGPIPE, a shell's "&" SIGINT, nohup SIGHUP
        setsigdef=signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP},
        setsigmask=[],
    )
    return identify(pid) or Identity(pid, 0, "ended at once")


def exit_code(identity: Identity) -> int | None:
    """How a child of this process ended, 128 + n for signal n; None while it runs or when it is nobody's child here."""
    try:
        ended = os.waitid(os.P_PID, identity.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    if ended is None:
        return None
    return ended.si_status if ended.si_code == os.CLD_EXITED else 128 + ended.si_status


def reap(identity: Identity) -> None:
    """Free the pid of an ended child; nothing for a process that is not a child here."""
    try:
        os.waitpid(identity.pid, os.WNOHANG)
    except ChildProcessError:
        return


def stop(identity: Identity, grace_s: float) -> bool:
    """Ask a process to end; True when it did within ``grace_s`` seconds. Children are left to :func:`kill_marked`."""
    if is_running(identity):
        os.kill(identity.pid, signal.SIGTERM)
    return _wait(lambda: not is_running(identity), grace_s)


def kill_marked(mark: str, within_s: float = 5.0) -> list[int]:
    """SIGKILL to every process that carries the mark, its children in other groups too; the pids that were ended.

    Asked again until nobody is left, because a process may start another one meanwhile.
    """
    killed: set[Identity] = set()

    def nobody_left() -> bool:
        found = {identity for pid in marked(mark) if (identity := identify(pid)) is not None}
        for identity in found:
            _kill(identity.pid)
        killed.update(found)
        return not found and not any(is_running(identity) for identity in killed)

    _wait(nobody_left, within_s)
    return sorted(identity.pid for identity in killed)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait(condition: Callable[[], bool], within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
