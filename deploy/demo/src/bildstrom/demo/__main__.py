"""``python -m bildstrom.demo``: the whole chain on this machine, with studies sent through it."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console as Screen

from bildstrom.demo.console import ConsoleFailed
from bildstrom.demo.run import Parcel, deliver, own_parcel, start
from bildstrom.local.errors import LocalError, StartFailed
from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.stack import Stack
from bildstrom.local.start_ports import ports_for_start
from bildstrom.local.wiring import open_stack
from bildstrom.runtime.errors import Unavailable

OK, FAILED, INTERRUPTED = 0, 1, 130
PIPE_WIDTH = 160


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo; 0 when everything sent is accounted for and the results are as expected, else 1."""
    arguments = _parser().parse_args(argv)
    screen = Screen(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    home, cache = Home(arguments.home.resolve()), Cache(arguments.cache.resolve())
    stack = open_stack(home, cache, ports_for_start(home, arguments.free_ports))
    signal.signal(signal.SIGTERM, _interrupt)
    ran = {status.name for status in stack.status() if status.state == "running"}
    try:
        start(stack, cache, screen)
        parcel = Parcel([arguments.folder], {}, None) if arguments.folder else own_parcel(home, screen)
        complete = deliver(stack, parcel, screen)
        if not arguments.once:
            _stay(screen)
    except StartFailed as error:
        screen.print(f"[red]{error}[/]", soft_wrap=True)
        if error.log:
            screen.print(f"{error.log}\nall of it: {home.log(error.name)}", markup=False, soft_wrap=True)
        return FAILED
    except (LocalError, ConsoleFailed, Unavailable) as error:
        screen.print(f"[red]{error}[/]")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        _end(stack, ran, screen)
    return OK if complete else FAILED


def _stay(screen: Screen) -> None:
    screen.print("\nrunning; Ctrl-C ends everything")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _end(stack: Stack, ran: set[str], screen: Screen) -> None:
    """End what this run has started; what ran before it keeps running."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    screen.print("ending")
    if not ran:
        stack.down(lambda text: screen.print(f"  {text}"))
        return
    for name in reversed(stack.names):
        if name not in ran:
            stack.stop(name)
    screen.print(f"  left running, as before: {', '.join(sorted(ran))}; `make down` ends them")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bildstrom.demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the results; exit code 0 only if complete")
    parser.add_argument("--folder", type=Path, help="send this folder instead of the demo's own studies")
    parser.add_argument("--home", type=Path, default=default_root(), help="where the stack keeps its data")
    parser.add_argument("--cache", type=Path, default=default_root(), help="where downloads are kept")
    parser.add_argument("--free-ports", action="store_true", help="for a new home: free ports, not the usual ones")
    return parser


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
