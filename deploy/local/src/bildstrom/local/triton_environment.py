"""Triton's own virtual environment: hash-pinned packages, and the stub of its Python where the server looks."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bildstrom.local.errors import LocalError, Missing
from bildstrom.local.folders import Cache
from bildstrom.local.jars import Report

LOCK = Path(__file__).parent / "triton.lock"
# the stub for 3.13 reads tensors as empty: it needs numpy below 2, which has no wheels for 3.13
PYTHONS = ("3.11", "3.12", "3.10")
_DESCRIPTION = "environment.json"


@dataclass(frozen=True, slots=True)
class TritonEnvironment:
    """A finished environment.

    Attributes:
        bin: goes first on PATH: the stub runs the ``python3`` that it finds there.
        server: folder of the server's ``bin`` and ``backends``.
        libpython: folder of the interpreter's shared library, which the stub loads.
    """

    bin: str
    server: str
    libpython: str


def environment(cache: Cache, lock: Path = LOCK) -> TritonEnvironment:
    """The environment of exactly this lock.

    Raises:
        Missing: it has not been made yet.
    """
    folder = _folder(cache, lock)
    if not _is_complete(folder):
        raise Missing("Triton's environment is missing; run: python -m bildstrom.local setup")
    return TritonEnvironment(**json.loads((folder / _DESCRIPTION).read_text()))


def make(cache: Cache, report: Report, lock: Path = LOCK) -> TritonEnvironment:
    """Return the environment of this lock, installed first if it is not there yet.

    Raises:
        Missing: no Python that the server carries a stub for, or no uv.
        LocalError: the installation failed.
    """
    folder = _folder(cache, lock)
    if not _is_complete(folder):
        python = find_python()
        report(f"triton: installing into an environment of its own, with {python}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)  # a rest of an installation that was cut off
        _run(_uv(), "venv", "--quiet", "--python", python, str(folder))
        # the lock names every package: nothing is resolved here
        options = ("--quiet", "--require-hashes", "--no-deps", "--python", str(folder / "bin" / "python"))
        _run(_uv(), "pip", "install", *options, "-r", str(lock))
        _describe(folder)
    return environment(cache, lock)


def find_python() -> str:
    """The interpreter for Triton: this one where it fits, else one on PATH, one of pyenv's or one of uv's.

    Raises:
        Missing: none fits.
    """
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running in PYTHONS:
        return sys.executable
    for version in PYTHONS:
        for candidate in _candidates(version):
            if _reports(candidate) == version:
                return candidate
    raise Missing(
        f"Triton needs a Python {', '.join(sorted(PYTHONS))} (this one is {platform.python_version()}), "
        f"with its shared library; for example: {_uv()} python install {PYTHONS[1]}"
    )


def _candidates(version: str) -> Iterator[str]:
    on_path = shutil.which(f"python{version}")
    if on_path is not None:
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(found) for found in sorted(pyenv.glob(f"{version}.*/bin/python{version}")))
    argv = [_uv(), "python", "find", "--managed-python", "--no-python-downloads", version]
    managed = subprocess.run(argv, capture_output=True, text=True, check=False)
    if managed.returncode == 0:
        yield managed.stdout.strip()


def _reports(candidate: str) -> str | None:
    """A pyenv shim is on PATH for versions that are not selected, and then fails."""
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([candidate, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _folder(cache: Cache, lock: Path) -> Path:
    return cache.venvs / f"triton-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"


def _is_complete(folder: Path) -> bool:
    """A folder that was moved is none: environments and the description hold absolute paths."""
    description = folder / _DESCRIPTION
    return description.exists() and json.loads(description.read_text())["bin"] == str(folder / "bin")


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        raise Missing("uv is missing; run deploy/bootstrap, which installs it into .venv")
    return found


_QUESTION = """
import json, sysconfig
get = sysconfig.get_config_var
print(json.dumps([sysconfig.get_path("purelib"), get("LIBDIR"), get("py_version_short"), get("INSTSONAME")]))
"""


def _describe(folder: Path) -> None:
    """Put the stub in its place, check that it finds its libraries, and write down where things are."""
    answer = _run(str(folder / "bin" / "python"), "-c", _QUESTION)
    packages, libraries, version, library = json.loads(answer)
    server = Path(packages) / "pytriton" / "tritonserver"
    stub = server / "python_backend_stubs" / version / "triton_python_backend_stub"
    if not stub.exists():
        raise LocalError(f"the Triton wheel carries no stub for Python {version}")
    installed = server / "backends" / "python" / stub.name
    shutil.copy2(stub, installed)
    installed.chmod(0o755)
    unresolved = _run("ldd", str(installed), environment=os.environ | {"LD_LIBRARY_PATH": libraries})
    if "not found" in unresolved:
        raise Missing(
            f"Triton's stub needs {library}, which this Python does not bring; on Debian or Ubuntu: "
            f"apt-get install libpython{version}\n{unresolved}"
        )
    found = TritonEnvironment(str(folder / "bin"), str(server), libraries)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(asdict(found), file)
    Path(file.name).rename(folder / _DESCRIPTION)


def _run(*argv: str, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"{' '.join(argv[:3])} … failed:\n{done.stdout}{done.stderr}")
    return done.stdout
