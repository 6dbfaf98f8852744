"""deid over gRPC, as the console needs it: one question at a time, with every status as what to do about it."""

import getpass
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import grpc

from bildstrom.console.exits import Exit, Problem
from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.v1.deid_pb2_grpc import DeidentificationStub

DEADLINE_S = 900.0  # reading text in a clip takes minutes
MAX_MESSAGE = 64 * 1024 * 1024

actor_option = click.option(
    "--by", "actor", default=lambda: _login(), help="Who asks, for the audit record. [default: your login name]"
)
reason_option = click.option("--reason", required=True, help="Why, in one line without anything of a patient.")

_EXITS = {
    grpc.StatusCode.INVALID_ARGUMENT: Exit.USAGE,
    grpc.StatusCode.NOT_FOUND: Exit.NOT_FOUND,
    grpc.StatusCode.FAILED_PRECONDITION: Exit.FAILED,
    grpc.StatusCode.RESOURCE_EXHAUSTED: Exit.FAILED,
}

# by the word that an answer of deid begins with; its own advice, after a semicolon, goes first
_TODOS = {
    "project": "name one by --project; `bildstrom deid profiles` shows which there are",
    "profile": "`bildstrom deid profiles` shows which there are",
    "object": "whole UIDs are in `bildstrom studies show STUDY --json`; originals may have been removed from raw/",
    "epoch": "`bildstrom deid epochs list` shows which there are; --project names another project",
    "overrides": "only what a person can see may be overridden: `bildstrom quarantine release --help` lists it",
}

Ask = Callable[[str, Any], Any]


@contextmanager
def asking(settings: ConsoleSettings) -> Iterator[Ask]:
    """What asks methods of ``bildstrom.deid.v1.Deidentification``, over one connection.

    Raises:
        Problem: it does not answer, or refuses.
    """
    address = settings.services["deid"]
    options = [
        ("grpc.max_receive_message_length", MAX_MESSAGE),
        ("grpc.max_send_message_length", MAX_MESSAGE),
        ("grpc.enable_http_proxy", 0),
    ]
    with grpc.insecure_channel(address, options=options) as channel:
        stub = DeidentificationStub(channel)

        def ask(method: str, request: Any) -> Any:
            try:
                return getattr(stub, method)(request, timeout=DEADLINE_S)
            except grpc.RpcError as error:
                raise _problem(address, error) from error

        yield ask


def ask(settings: ConsoleSettings, method: str, request: Any) -> Any:
    """The answer of one method.

    Raises:
        Problem: it does not answer, or refuses.
    """
    with asking(settings) as once:
        return once(method, request)


def word(name: str, prefix: str) -> str:
    """A value of an enumeration as people write it, such as ``burned_in_text``."""
    return name.removeprefix(prefix).lower()


def _problem(address: str, error: grpc.RpcError) -> Problem:
    code = error.code()
    if code not in _EXITS:
        return Problem(
            f"deid at {address} answers {code.name.lower()}",
            "see what is down by `bildstrom status`; start the stack by `make up`",
            Exit.DOWN,
        )
    what, _, todo = str(error.details()).rpartition("; ")
    if not what:
        what = todo
        todo = _TODOS.get(what.partition(":")[0], "correct that; `--help` of the command shows what is expected")
    return Problem(what, todo, _EXITS[code])


def _login() -> str:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        name = "unknown"
    return re.sub(r"[^A-Za-z0-9._@-]", "-", name)[:64]
