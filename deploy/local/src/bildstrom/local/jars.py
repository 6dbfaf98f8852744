"""The jars of the Java servers: fetched by Maven, every one listed by its digest, none beside the list."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bildstrom.local.errors import LocalError, Missing
from bildstrom.local.folders import Cache

MAVEN = Path(__file__).parent / "maven"
_COMPLETE = "complete"

Report = Callable[[str], None]


def jar_folder(cache: Cache, maven: Path = MAVEN) -> Path:
    """Where the jars of exactly these poms and digests lie: one folder per server below it."""
    return cache.jars / _digest_of_tree(maven)


def fetch(cache: Cache, report: Report, maven: Path = MAVEN) -> Path:
    """Return the jars' folder, downloaded and checked if it is not there yet.

    Raises:
        Missing: Maven is not installed.
        LocalError: the download failed, or is not what the list says.
    """
    target = jar_folder(cache, maven)
    if (target / _COMPLETE).exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="partial-") as work:
        partial = Path(work) / "jars"
        _download(maven, Path(work), partial, report)
        report("jars: comparing digests")
        verify(partial, read_list(maven / "jars.sha256"))
        (partial / _COMPLETE).touch()
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    return target


def read_list(path: Path) -> dict[str, str]:
    """Read a ``sha256sum`` file: path below the folder to hexadecimal digest."""
    rows = (line.split(maxsplit=1) for line in path.read_text().splitlines() if line.strip())
    return {name.lstrip("*"): digest for digest, name in rows}


def verify(folder: Path, expected: Mapping[str, str]) -> None:
    """Compare a folder with its list.

    Raises:
        LocalError: a jar is missing, has another digest, or is not listed.
    """
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.jar")}
    problems = [f"not listed: {name}" for name in sorted(found.keys() - expected.keys())]
    problems += [f"missing: {name}" for name in sorted(expected.keys() - found.keys())]
    for name in sorted(found.keys() & expected.keys()):
        with found[name].open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected[name]:
                problems.append(f"other digest: {name}")
    if problems:
        raise LocalError("the jars are not the ones in jars.sha256:\n  " + "\n  ".join(problems))


def _download(maven: Path, work: Path, jars: Path, report: Report) -> None:
    program = shutil.which("mvn")
    if program is None:
        raise Missing("Maven is missing; on Debian or Ubuntu: apt-get install maven")
    project = work / "project"
    shutil.copytree(maven, project)
    # -C: a wrong checksum of a download is an error
    argv = [program, "-B", "-C", "-f", str(project / "pom.xml"), "package", f"-Djars={jars}"]
    fetched = 0
    last: list[str] = []
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=work) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last = [*last[-30:], line]
            if "Downloaded from" in line:
                fetched += 1
                if fetched % 100 == 0:
                    report(f"jars: {fetched} files fetched")
    if process.returncode != 0:
        raise LocalError("Maven could not fetch the jars:\n" + "".join(last))


def _digest_of_tree(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
