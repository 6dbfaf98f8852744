"""What is made of OHIF's package: what is served of it, at its address, compressed; another package is refused."""

import base64
import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from bildstrom.local import viewer
from bildstrom.local.errors import LocalError, Missing
from bildstrom.local.folders import Cache
from bildstrom.local.setup import setup

SCRIPT = b'__webpack_require__.p = "/";' + b" " * 2000
REPORT = b"const isImagingMeasurementReport = code === '126000';"
ITEM = b"  const {\n    CodeValue,\n    CodeMeaning\n  } = ConceptNameCodeSequence;"
MODALITIES = b"i < ModalitiesInStudy.Value.length;"
STYLE = b"a{src:url(/font.woff2)}"
FILES = {
    "package/package.json": b"{}",
    "package/dist/index.html": b'<a href="/">',
    "package/dist/app.bundle.js": SCRIPT,
    "package/dist/app.bundle.js.map": b"{}",
    "package/dist/reports.js": REPORT,
    "package/dist/items.js": ITEM,
    "package/dist/list.js": MODALITIES,
    "package/dist/app.bundle.css": STYLE,
    "package/dist/sw.js": b"",
    "package/dist/ort/model.wasm": b"",
    "package/dist/assets/logo.png": b"url(/",
    "package/dist/../../outside.js": b"",
}


def package(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_what_is_served_lies_at_its_address_and_compressed_where_that_is_worth_it(tmp_path: Path) -> None:
    target = tmp_path / "viewer"
    viewer.unpack(package(tmp_path / "a.tgz", FILES), target)
    script = SCRIPT.replace(b'"/"', b'"/viewer/_ohif/"')
    assert {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()} == {
        "index.html",
        "app.bundle.js",
        "app.bundle.js.gz",
        "app.bundle.css",
        "assets/logo.png",
        "items.js",
        "list.js",
        "reports.js",
    }
    assert (target / "reports.js").read_bytes() == (
        b"const isImagingMeasurementReport = "
        b"/SCOORD/.test(JSON.stringify(instance.ContentSequence)) && code === '126000';"
    )
    assert (target / "items.js").read_bytes() == ITEM.replace(b";", b" ?? { CodeMeaning: contentItem.ValueType };")
    assert (target / "list.js").read_bytes() == b"i < (ModalitiesInStudy.Value ?? []).length;"
    assert (target / "app.bundle.js").read_bytes() == script
    assert gzip.decompress((target / "app.bundle.js.gz").read_bytes()) == script
    assert (target / "app.bundle.css").read_bytes() == b"a{src:url(/viewer/_ohif/font.woff2)}"
    assert (target / "assets" / "logo.png").read_bytes() == b"url(/"


@pytest.mark.parametrize("name", ["app.bundle.js", "app.bundle.css", "reports.js", "items.js", "list.js"])
def test_a_package_that_is_built_otherwise_is_refused(tmp_path: Path, name: str) -> None:
    archive = package(tmp_path / "a.tgz", FILES | {f"package/dist/{name}": b"otherwise"})
    with pytest.raises(LocalError, match="what has to be changed in it was not found"):
        viewer.unpack(archive, tmp_path / "viewer")


def test_a_package_with_another_digest_is_refused(tmp_path: Path) -> None:
    archive = package(tmp_path / "a.tgz", FILES)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    viewer.verify(archive, digest)
    with pytest.raises(LocalError, match="is not the one that is expected"):
        viewer.verify(archive)


def test_without_npm_the_rest_is_set_up_and_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done: list[str] = []
    monkeypatch.setattr("bildstrom.local.jars.fetch", lambda *_: done.append("jars"))
    monkeypatch.setattr("bildstrom.local.triton_environment.make", lambda *_: done.append("triton"))

    with pytest.raises(Missing):
        viewer.fetch(Cache(tmp_path), done.append)
    setup(Cache(tmp_path), done.append)

    assert done[-1] == (
        "the viewer is left out: npm is missing; on Debian or Ubuntu: apt-get install nodejs npm; then: make setup"
    )
    assert done[-4:-1] == ["jars", "triton", f"viewer: fetching {viewer.PACKAGE}"]
