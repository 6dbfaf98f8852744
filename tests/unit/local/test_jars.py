"""The jars and their list."""

import hashlib
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bildstrom.local.errors import LocalError
from bildstrom.local.folders import Cache
from bildstrom.local.jars import MAVEN, jar_folder, read_list, verify

POM = {"m": "http://maven.apache.org/POM/4.0.0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "a.jar").write_bytes(b"a")
    (tmp_path / "kafka" / "b.jar").write_bytes(b"b")
    return tmp_path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_exactly_the_listed_jars_pass(folder: Path) -> None:
    verify(folder, {"kafka/a.jar": digest(b"a"), "kafka/b.jar": digest(b"b")})


def test_every_difference_is_named(folder: Path) -> None:
    with pytest.raises(LocalError) as refused:
        verify(folder, {"kafka/a.jar": digest(b"other"), "kafka/c.jar": digest(b"c")})
    assert str(refused.value).splitlines()[1:] == [
        "  not listed: kafka/b.jar",
        "  missing: kafka/c.jar",
        "  other digest: kafka/a.jar",
    ]


def test_the_list_is_read_as_sha256sum_writes_it(tmp_path: Path) -> None:
    (tmp_path / "list").write_text(f"{digest(b'a')}  kafka/a.jar\n{digest(b'b')} *kafka/b.jar\n\n")
    assert read_list(tmp_path / "list") == {"kafka/a.jar": digest(b"a"), "kafka/b.jar": digest(b"b")}


def test_every_dependency_of_the_poms_is_listed_in_its_version() -> None:
    listed = read_list(MAVEN / "jars.sha256")
    for module in ("kafka", "cassandra", "zipkin"):
        for dependency in ET.parse(MAVEN / module / "pom.xml").iterfind(".//m:dependency", POM):
            parts = [dependency.findtext(f"m:{tag}", namespaces=POM) for tag in ("artifactId", "version", "classifier")]
            assert f"{module}/{'-'.join(part for part in parts if part)}.jar" in listed


def test_the_digests_are_sha256() -> None:
    listed = read_list(MAVEN / "jars.sha256")
    assert len(listed) > 100
    assert all(len(bytes.fromhex(value)) == 32 for value in listed.values())


def test_another_version_or_digest_is_another_folder(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    other = tmp_path / "maven"
    shutil.copytree(MAVEN, other)
    assert jar_folder(cache, other) == jar_folder(cache)
    (other / "jars.sha256").write_text("")
    assert jar_folder(cache, other) != jar_folder(cache)
