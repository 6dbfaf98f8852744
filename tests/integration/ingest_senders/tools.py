"""The senders' programs; what is absent is named together with what installs it."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PACKAGES = {
    "storescu": "dcmtk",
    "dcmsend": "dcmtk",
    "echoscu": "dcmtk",
    "Orthanc": "orthanc",
    "send_image": "ctn",
    "dicom_echo": "ctn",
}
PACKAGES |= {"node": "nodejs", "npm": "npm"}
# DCMTK's by their place: pynetdicom installs programs of the same names into the environment
_PLACES = "/usr/bin:/usr/sbin"


def tool(name: str) -> str:
    """The path of a program."""
    found = shutil.which(name, path=_PLACES) or (shutil.which(name) if name in ("node", "npm") else None)
    assert found, f"{name} is absent: deploy/bootstrap --test-tools installs {PACKAGES[name]} on Debian as root"
    return found


def run(name: str, *arguments: str | Path, no_delay: bool = False, cwd: Path | None = None) -> tuple[int, str]:
    """Run a program to its end: exit code, and all it said."""
    environment = {**os.environ, "LC_ALL": "C", **({"TCP_NODELAY": "1"} if no_delay else {})}
    command: Sequence[str | Path] = [tool(name), *arguments]
    done = subprocess.run(
        command, env=environment, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100, check=False
    )
    return done.returncode, done.stdout.decode(errors="replace")
