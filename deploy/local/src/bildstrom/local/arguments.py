"""The command line of ``python -m bildstrom.local``."""

import argparse
from pathlib import Path

from bildstrom.local.folders import default_root


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    root = argparse.ArgumentParser(
        prog="python -m bildstrom.local",
        description="The real servers and all services of Bildstrom as plain processes on this machine.",
    )
    root.add_argument("--home", type=Path, default=default_root(), help="folder of data, logs, records (%(default)s)")
    root.add_argument("--cache", type=Path, default=default_root(), help="folder of downloads (%(default)s)")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    commands.add_parser("setup", help="fetch what the servers need, once")
    _up(commands.add_parser("up", help="start, and return when all is ready"))
    commands.add_parser("down", help="end everything; the data stay")
    status = commands.add_parser("status", help="what runs, where, how large; exit code 1 when something crashed")
    status.add_argument("--json", action="store_true")
    logs = commands.add_parser("logs", help="the last lines that a process wrote")
    logs.add_argument("name")
    logs.add_argument("-n", type=int, default=40, metavar="LINES")
    for name, text in (
        ("start", "start servers or services by name, and return when they are ready"),
        ("stop", "end some by name"),
        ("restart", "end some and start them again, such as after a change of projects.toml"),
        ("kill", "end some as a crash does (SIGKILL)"),
    ):
        commands.add_parser(name, help=text).add_argument("names", nargs="+", metavar="NAME")
    commands.add_parser("ports", help="who listens where, as JSON")
    commands.add_parser("wipe", help="end everything and remove data, logs and records; downloads stay")
    return root


def _up(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group()
    which.add_argument("--servers-only", action="store_true", help="Kafka, Cassandra, Triton and the trace viewer")
    which.add_argument("--only", nargs="+", metavar="NAME", help="these alone; what they need must run already")
    command.add_argument("--free-ports", action="store_true", help="take free ports, and keep them for this home")
    command.add_argument("--foreground", action="store_true", help="stay until Ctrl-C, then end everything")
