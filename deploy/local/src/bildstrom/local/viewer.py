"""OHIF, the viewer: fetched from npm by name and digest, given the address it is served at, compressed."""

import base64
import gzip
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections import Counter
from pathlib import Path, PurePosixPath

from bildstrom.local.errors import LocalError, Missing
from bildstrom.local.folders import Cache
from bildstrom.local.jars import Report

PACKAGE = "@ohif/app@3.13.2"
SHA512 = "WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA=="
ADDRESS = "/viewer/_ohif/"  # where the index serves these files

_INSIDE = PurePosixPath("package/dist")
# not served: models that OHIF would fetch from elsewhere with their runtime (130 MB), maps of sources, service workers,
# and sign-in pages for one cloud
_LEFT_OUT = {"ort", "google.js", "init-service-worker.js", "silent-refresh.html", "sw.js"}
_COMPRESSED = {".js", ".css", ".wasm", ".svg"}
_MIN_COMPRESSED = 1024
_CHANGED = {".js", ".css"}
_REPORT = b"const isImagingMeasurementReport = "
_ITEM = b"    CodeValue,\n    CodeMeaning\n  } = ConceptNameCodeSequence;"
_MODALITIES = b"ModalitiesInStudy.Value.length"
_CHANGES = (
    # it is built for the root of a server; scripts and style sheets say so in these words
    (b'__webpack_require__.p = "/"', f'__webpack_require__.p = "{ADDRESS}"'.encode()),
    (b"url(/", f"url({ADDRESS}".encode()),
    # it draws the measurements of a TID 1500 report at their coordinates, and shows nothing of a report that has none;
    # reports of other kinds it shows as text
    (_REPORT, _REPORT + b"/SCOORD/.test(JSON.stringify(instance.ContentSequence)) && "),
    # where no object of a study names a modality there is no Value (PS3.18 section F.2.5); it would list no study
    (_MODALITIES, b"(ModalitiesInStudy.Value ?? []).length"),
    # items of a report need no name (PS3.3 section C.17.3.2: images that are referred to); of one such it shows nothing
    (
        _ITEM,
        b"    CodeValue,\n    CodeMeaning\n  } = ConceptNameCodeSequence ?? { CodeMeaning: contentItem.ValueType };",
    ),
)
_VERSION = 5  # of what is made here of the package


def viewer_folder(cache: Cache) -> Path:
    """Where the viewer of exactly this package lies once it was fetched."""
    return cache.viewer / hashlib.sha256(f"{SHA512} {ADDRESS} {_VERSION}".encode()).hexdigest()[:16]


def fetch(cache: Cache, report: Report) -> Path:
    """Return the viewer's folder, fetched and made if it is not there yet.

    Raises:
        Missing: npm is not installed, or could not fetch the package.
        LocalError: what was fetched is not what is expected.
    """
    target = viewer_folder(cache)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="partial-") as work:
        report(f"viewer: fetching {PACKAGE}")
        archive = _pack(Path(work))
        verify(archive)
        unpacked = Path(work) / "viewer"
        unpack(archive, unpacked)
        unpacked.rename(target)
    return target


def verify(archive: Path, sha512: str = SHA512) -> None:
    """Compare the package with its digest.

    Raises:
        LocalError: it is another.
    """
    with archive.open("rb") as file:
        digest = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if digest != sha512:
        raise LocalError(f"{PACKAGE} is not the one that is expected: its digest is {digest}")


def unpack(archive: Path, target: Path) -> None:
    """Write what is served of the package.

    Raises:
        LocalError: it is not built as expected.
    """
    changed: Counter[bytes] = Counter()
    with tarfile.open(archive) as package:
        for member in package:
            place = PurePosixPath(member.name)
            content = package.extractfile(member) if member.isfile() and place.is_relative_to(_INSIDE) else None
            if content is None or not _served(place.relative_to(_INSIDE)):
                continue
            with content:
                data = content.read()
            if place.suffix in _CHANGED:
                for published, served in _CHANGES:
                    changed[published] += data.count(published)
                    data = data.replace(published, served)
            _write(target / place.relative_to(_INSIDE), data)
    if not all(changed[published] for published, _ in _CHANGES):
        raise LocalError(f"{PACKAGE} is not built as expected: what has to be changed in it was not found")


def _served(place: PurePosixPath) -> bool:
    return ".." not in place.parts and place.parts[0] not in _LEFT_OUT and place.suffix != ".map"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if path.suffix in _COMPRESSED and len(data) >= _MIN_COMPRESSED:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(data, 6, mtime=0))


def _pack(folder: Path) -> Path:
    program = shutil.which("npm")
    if program is None:
        raise Missing("npm is missing; on Debian or Ubuntu: apt-get install nodejs npm")
    done = subprocess.run(
        [program, "pack", PACKAGE, "--silent", "--ignore-scripts"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        raise Missing(f"npm could not fetch {PACKAGE}:\n{done.stdout[-2000:]}")
    return archives[0]
