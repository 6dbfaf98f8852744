"""What the console's exit codes mean, and the one exception that carries them to the shell."""

from enum import IntEnum


class Exit(IntEnum):
    """An exit code of ``bildstrom``; scripts may rely on the numbers."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DOWN = 3
    NOT_FOUND = 4
    INTERRUPTED = 130


MEANING = {
    Exit.OK: "done, and everything asked for is complete",
    Exit.FAILED: "done, but something was refused, failed or is not complete",
    Exit.USAGE: "the command line or the configuration is wrong",
    Exit.DOWN: "something that is needed does not answer",
    Exit.NOT_FOUND: "what was asked for does not exist",
    Exit.INTERRUPTED: "interrupted by Ctrl-C",
}


class Problem(Exception):
    """A command cannot go on: what happened, what to do next, and the exit code."""

    def __init__(self, what: str, todo: str, exit_code: Exit = Exit.FAILED) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.exit_code = exit_code


def table() -> str:
    """The exit codes as lines of text, for ``--help``."""
    return "\n".join(f"{code.value:>3}  {MEANING[code]}" for code in Exit)
