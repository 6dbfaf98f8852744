"""The tools that the engine is compared with, each in a virtual environment of its own."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deid_sets import ObjectSet

US, SERVICE = "bildstrom", "bildstrom, with digests and JSON"
COPY, ROUND_TRIP = "raw copy", "pydicom round trip"
OURS = (US, SERVICE, COPY, ROUND_TRIP)
# name: requirement, version of Python
PEERS = {
    "dicognito": ("dicognito==0.19.0", "3.11"),
    "dicom-anonymizer": ("dicom-anonymizer==2.1.0", "3.11"),
    "deid": ("deid==0.4.13", "3.11"),
    "dicom-dre": ("dicom-dre==1.4.2", "3.12"),
}
_LIMIT = 30  # seconds a tool gets for a set in a round
_PEER = Path(__file__).with_name("deid_peer.py")


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds per object of one tool over one set, in one round."""

    cpu: float
    wall: float


def environments(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The interpreter of each tool, and what could not be installed."""
    found, absent = dict.fromkeys(OURS, Path(sys.executable)), []
    for name, (requirement, version) in PEERS.items():
        python = _installed(folder / name, requirement, version)
        if python is None:
            absent.append(f"{requirement} (Python {version})")
        else:
            found[name] = python
    return found, absent


def _installed(folder: Path, requirement: str, version: str) -> Path | None:
    python, done = folder / "bin" / "python", folder / requirement
    if done.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    interpreter = _interpreter(version)
    commands = (
        ["uv", "venv", "-q", "--python", interpreter, str(folder)],
        ["uv", "pip", "install", "-q", "--python", str(python), requirement],
    )
    for command in commands:
        if subprocess.run(command, check=False).returncode:
            return None
    done.touch()
    return python


def _interpreter(version: str) -> str:
    """An installed Python that uv may not see: pyenv's."""
    own = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    return str(own[0]) if own else version


def run(tool: str, python: Path, objects: ObjectSet, count: int, out: Path) -> Run | str:
    """One tool over the first ``count`` files and one to warm up; why there is no figure, if there is none."""
    out.mkdir(parents=True)
    files = [str(path) for path in objects.files[: count + 1]]
    try:
        done = subprocess.run(
            [str(python), "-P", str(_PEER), tool, str(out), *files],
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {_LIMIT} s"
    finally:
        shutil.rmtree(out, ignore_errors=True)
    if done.returncode:
        return "failed: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1][:120]
    said = json.loads(done.stdout.strip().splitlines()[-1])
    if said["written"] < said["files"]:
        return f"wrote {said['written']} of {said['files']}"
    return Run(said["cpu"], said["wall"])
