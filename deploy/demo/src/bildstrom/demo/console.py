"""The console as the demo uses it: ``bildstrom`` in a process of its own, and its JSON documents."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class ConsoleFailed(Exception):
    """A command of the console could not do its work; the message is its own, with what to do."""


@dataclass(frozen=True, slots=True)
class Console:
    """``bildstrom`` with the addresses of one stack.

    Attributes:
        config: the file that the stack has written for it.
    """

    config: Path

    def ask(self, *arguments: str, accepted: Sequence[int] = (0, 1)) -> dict[str, Any]:
        """The JSON document of one command.

        Args:
            accepted: exit codes that come with a document; 1 says that something is not complete.

        Raises:
            ConsoleFailed: any other exit code.
        """
        command = [sys.executable, "-m", "bildstrom.console", "--config", str(self.config), *arguments, "--json"]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if ran.returncode not in accepted:
            raise ConsoleFailed(f"bildstrom {arguments[0]} ended with exit code {ran.returncode}")
        document: dict[str, Any] = json.loads(ran.stdout)
        return document
