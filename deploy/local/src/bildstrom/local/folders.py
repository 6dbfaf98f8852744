"""Where things lie: a home keeps what one stack has written, a cache what was downloaded for every stack."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one stack. Two stacks with two homes and free ports do not meet."""

    root: Path

    @property
    def data(self) -> Path:
        """What must survive a restart: logs of the broker, tables, objects, spool, keys."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """One file per process, with its standard output and standard error."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Written at every start: configuration files, process records, ports."""
        return self.root / "run"

    @property
    def keys(self) -> Path:
        """Project keys, one file each, readable by their owner alone."""
        return self.data / "keys"

    @property
    def projects(self) -> Path:
        """The projects that the services know."""
        return self.data / "projects.toml"

    @property
    def tag(self) -> str:
        """Eight hex digits that name this home where a path does not fit, such as in shared memory."""
        return hashlib.sha256(str(self.root.resolve()).encode()).hexdigest()[:8]

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.logs / f"{name}.log"


@dataclass(frozen=True, slots=True)
class Cache:
    """What ``setup`` downloads, under digests, so that it is shared and never changes."""

    root: Path

    @property
    def jars(self) -> Path:
        """One folder per digest of the poms, in it one folder per Java server."""
        return self.root / "jars"

    @property
    def venvs(self) -> Path:
        """Python environments other than the services' own."""
        return self.root / "venvs"

    @property
    def viewer(self) -> Path:
        """One folder per digest of the viewer's package."""
        return self.root / "viewer"


def checkout() -> Path:
    """The root of the source tree that this package is installed from."""
    return Path(__file__).resolve().parents[5]


def default_root() -> Path:
    """``.bildstrom`` of the checkout: home and cache of a developer's stack."""
    return checkout() / ".bildstrom"
