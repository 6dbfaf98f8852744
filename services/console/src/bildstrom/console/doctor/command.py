"""``bildstrom doctor``: whether this machine can run the stack, and what to do where it cannot."""

import asyncio
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console

from bildstrom.console.doctor.checks import Machine, Verdict, as_document, verdicts
from bildstrom.console.exits import Exit
from bildstrom.console.output import emit, json_option, table
from bildstrom.console.settings import ConsoleSettings, host_port
from bildstrom.console.status.probes import Probe, probe_all

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@click.command()
@json_option
@click.pass_obj
def doctor(settings: ConsoleSettings, as_json: bool) -> Exit:
    """Check what the local stack needs.

    Python, Java, Maven, disk, memory, ports and the stack. Exit code 1: something is to be installed; 3: the stack
    is to be started.
    """
    found = verdicts(_examine(settings))
    emit({"checks": [as_document(verdict) for verdict in found]}, as_json, lambda console: _render(found, console))
    states = {verdict.state for verdict in found}
    if "missing" in states:
        return Exit.FAILED
    return Exit.DOWN if "down" in states else Exit.OK


def _examine(settings: ConsoleSettings) -> Machine:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    down = [probe for probe in asyncio.run(probe_all(settings)) if not probe.up]
    return Machine(
        python=sys.version_info[:2],
        java=_first_line(["java", "-version"]),
        maven=_first_line(["mvn", "-v"]),
        free_disk=shutil.disk_usage(Path.cwd()).free,
        memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        taken={probe.name: port for probe in down if (port := _taken_port(probe)) is not None},
        down=tuple(probe.name for probe in down),
    )


def _first_line(command: list[str]) -> str | None:
    """The first line that a program says of itself, on whichever stream; None when there is no such program."""
    path = shutil.which(command[0])
    if path is None:
        return None
    ran = subprocess.run(
        [path, *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=False
    )
    lines = _COLOURS.sub("", ran.stdout).splitlines()
    return next((line for line in lines if "version" in line or "Maven" in line), "")


def _taken_port(probe: Probe) -> int | None:
    """The port of a part that does not answer, when somebody listens there nevertheless."""
    address = urlsplit(probe.address).netloc if "//" in probe.address else probe.address.split(",")[0]
    host, port = host_port(address)
    with socket.socket() as client:
        client.settimeout(1)
        return port if client.connect_ex((host, port)) == 0 else None


def _render(found: list[Verdict], console: Console) -> None:
    rows = [(v.check, v.state, v.found, v.todo) for v in found]
    console.print(table("", ("check", "state", "found", "what to do"), rows))
