"""What can go wrong with servers on one machine, said so that a reader can act on it.

LocalError            a message, and where it helps what to do
├── Missing           something this machine lacks: a program, a jar, a Python
├── NotReady          one probe of one server failed; it is asked again
└── StartFailed       a server ended or was not ready in time; carries the end of its log
"""


class LocalError(Exception):
    """A failure whose text is meant for the person at the terminal."""


class Missing(LocalError):
    """Something that has to be installed or fetched first."""


class NotReady(LocalError):
    """A probe that failed."""


class StartFailed(LocalError):
    """A server that did not come up.

    Args:
        name: the process.
        reason: one line.
        log: the last lines that it wrote.
    """

    def __init__(self, name: str, reason: str, log: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
        self.log = log
