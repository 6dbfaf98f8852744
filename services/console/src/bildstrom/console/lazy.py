"""Loads a command's module when the command is asked for: gRPC and Kafka alone cost half a second of every start."""

from importlib import import_module

import click

COMMANDS = {
    "send": "send.command:send",
    "status": "status.command:status",
    "studies": "studies.command:studies",
    "results": "results.command:results",
    "trace": "trace.command:trace",
    "deid": "deid.command:deid",
    "quarantine": "quarantine.command:quarantine",
    "deadletters": "deadletters.command:deadletters",
    "topics": "topics:topics",
    "doctor": "doctor.command:doctor",
}


class LazyGroup(click.Group):
    """The nouns of the command line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of a newcomer's needs."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(f"bildstrom.console.{module}"), name)
        assert isinstance(command, click.Command)
        return command
