"""``python -m bildstrom.local COMMAND``: sets up, starts, watches and ends the stack of one home."""

import argparse
import fcntl
import json
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console

from bildstrom.local import ports as ports_file
from bildstrom.local.arguments import parser
from bildstrom.local.errors import LocalError, StartFailed
from bildstrom.local.folders import Cache, Home
from bildstrom.local.ports import Ports
from bildstrom.local.setup import setup
from bildstrom.local.stack import Stack
from bildstrom.local.start_ports import ports_for_start
from bildstrom.local.table import as_json, as_table
from bildstrom.local.wiring import SERVERS, open_stack
from bildstrom.runtime.errors import Unavailable

OK, FAILED, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 something failed (its reason and log are printed), 2 wrong usage."""
    arguments = parser().parse_args(argv)
    console = Console(stderr=True, highlight=False)
    home, cache = Home(arguments.home.resolve()), Cache(arguments.cache.resolve())
    try:
        return _COMMANDS[arguments.command](arguments, home, cache, console)
    except StartFailed as error:
        console.print(f"[red]{error}[/]", soft_wrap=True)
        if error.log:
            console.print(error.log, markup=False, soft_wrap=True)
            console.print(f"all of it: {home.log(error.name)}", markup=False, soft_wrap=True)
    except (LocalError, Unavailable) as error:
        console.print(f"[red]{type(error).__name__}[/]: ", end="")
        console.print(str(error), markup=False, soft_wrap=True)
    except KeyboardInterrupt:
        console.print("interrupted")
    return FAILED


def _setup(_: argparse.Namespace, __: Home, cache: Cache, console: Console) -> int:
    setup(cache, _reporting(console))
    return OK


def _reporting(console: Console) -> Callable[[str], None]:
    """Whole lines: a path that is torn apart cannot be copied."""
    return lambda text: console.print(text, markup=False, soft_wrap=True)


def _up(arguments: argparse.Namespace, home: Home, cache: Cache, console: Console) -> int:
    signal.signal(signal.SIGTERM, _interrupt)  # a start that is called off ends what it has started
    setup(cache, _reporting(console))
    with _alone(home):
        stack = open_stack(home, cache, ports_for_start(home, arguments.free_ports))
        names = SERVERS if arguments.servers_only else _known(stack, arguments.only)
        stack.up(names, console.print)
    Console().print(as_table(stack.status()))
    if names == stack.names and not arguments.foreground:
        _reporting(console)(
            "next: .venv/bin/bildstrom status, .venv/bin/bildstrom send FOLDER; `make down` ends the stack"
        )
    if arguments.foreground:
        _stay(stack, console)
    return OK


def _stay(stack: Stack, console: Console) -> None:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    console.print("running; Ctrl-C ends everything")
    known: set[str] = set()
    while not ended.wait(1):
        for status in stack.status():
            if status.state == "ended" and status.name not in known:
                known.add(status.name)
                console.print(f"[red]{status.name} ended[/] with exit code {status.exit_code}")
    stack.down(console.print)


def _down(_: argparse.Namespace, home: Home, cache: Cache, console: Console) -> int:
    with _alone(home):
        return OK if _existing(home, cache).down(console.print) else FAILED


def _status(arguments: argparse.Namespace, home: Home, cache: Cache, _: Console) -> int:
    statuses = _existing(home, cache).status()
    if arguments.json:
        print(as_json(statuses))
    else:
        Console().print(as_table(statuses))
    return FAILED if any(status.state == "ended" for status in statuses) else OK


def _logs(arguments: argparse.Namespace, home: Home, cache: Cache, _: Console) -> int:
    stack = _existing(home, cache)
    (name,) = _known(stack, [arguments.name])
    print(stack.log(name, arguments.n))
    return OK


def _each(arguments: argparse.Namespace, home: Home, cache: Cache, console: Console) -> int:
    """One after the other, in the order in which they are named."""
    stack = _existing(home, cache)
    actions: dict[str, tuple[Callable[[str], object], str]] = {
        "start": (stack.start, "ready"),
        "stop": (stack.stop, "ended"),
        "restart": (stack.restart, "ended, and ready again"),
        "kill": (stack.kill, "killed"),
    }
    act, done = actions[arguments.command]
    for name in _known(stack, arguments.names):
        with console.status(f"{arguments.command} {name}"):
            act(name)
        console.print(f"{name}: {done}")
    return OK


def _ports(_: argparse.Namespace, home: Home, __: Cache, ___: Console) -> int:
    print(json.dumps(asdict(ports_file.load(home.run / "ports.json") or Ports()), indent=2))
    return OK


def _wipe(_: argparse.Namespace, home: Home, cache: Cache, console: Console) -> int:
    with _alone(home):
        _existing(home, cache).down(console.print)
        for folder in (home.data, home.logs, home.run):
            shutil.rmtree(folder, ignore_errors=True)
    return OK


def _existing(home: Home, cache: Cache) -> Stack:
    return open_stack(home, cache, ports_file.load(home.run / "ports.json") or Ports())


def _known(stack: Stack, names: Sequence[str] | None) -> Sequence[str]:
    unknown = sorted(set(names or ()) - set(stack.names))
    if unknown:
        raise LocalError(f"no server is called {', '.join(unknown)}; there are: {', '.join(stack.names)}")
    return stack.names if names is None else names


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Starting and ending a home are done one after the other."""
    home.root.mkdir(parents=True, exist_ok=True)
    with (home.root / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


_COMMANDS: dict[str, Callable[[argparse.Namespace, Home, Cache, Console], int]] = {
    "setup": _setup,
    "up": _up,
    "down": _down,
    "status": _status,
    "logs": _logs,
    "start": _each,
    "stop": _each,
    "restart": _each,
    "kill": _each,
    "ports": _ports,
    "wipe": _wipe,
}

if __name__ == "__main__":
    sys.exit(main())
