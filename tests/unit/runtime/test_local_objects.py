"""Durability of local objects: bytes before name, name before answer, every folder on the way, nothing half."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.local_objects import LocalObjectStore, make_durable_folder
from bildstrom.runtime.objects import Filed

KEY = "raw/demo/1/a.dcm"


class Calls:
    """What was asked of the operating system, in order: ``fsync PATH``, ``link PATH``, ``mkdir PATH``."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self._root = root
        self._record(monkeypatch, "fsync", lambda descriptor: Path(f"/proc/self/fd/{descriptor}").readlink())
        self._record(monkeypatch, "link", lambda _, target: target)
        self._record(monkeypatch, "mkdir", lambda path, *_: path)

    def _record(self, monkeypatch: pytest.MonkeyPatch, name: str, place: Callable[..., object]) -> None:
        original = getattr(os, name)

        def recorded(*args: object) -> object:
            path = Path(str(place(*args)))
            told = "scratch" if path.parent.name == ".scratch" else path.relative_to(self._root.parent)
            result = original(*args)
            self.made.append(f"{name} {told}")
            return result

        monkeypatch.setattr(os, name, recorded)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def store(root: Path) -> LocalObjectStore:
    return LocalObjectStore(root)


@pytest.fixture
def calls(store: LocalObjectStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    assert store is not None
    return Calls(root, monkeypatch)


async def test_the_bytes_are_durable_before_the_name_and_the_name_before_the_answer(
    store: LocalObjectStore, calls: Calls
) -> None:
    await store.put("raw/a.dcm", b"x")
    assert calls.made == [
        "fsync scratch",
        "mkdir objects/raw",
        "fsync objects",
        "link objects/raw/a.dcm",
        "fsync objects/raw",
    ]


async def test_every_new_folder_on_the_way_is_made_durable_in_its_parent(store: LocalObjectStore, calls: Calls) -> None:
    await store.put(KEY, b"x")
    durable = [call for call in calls.made if not call.startswith("mkdir")]
    assert durable == [
        "fsync scratch",
        "fsync objects",
        "fsync objects/raw",
        "fsync objects/raw/demo",
        f"link objects/{KEY}",
        "fsync objects/raw/demo/1",
    ]


async def test_folders_that_are_known_to_be_durable_cost_nothing(store: LocalObjectStore, calls: Calls) -> None:
    await store.put(KEY, b"x")
    calls.made.clear()
    await store.put("raw/demo/1/b.dcm", b"x")
    assert calls.made == ["fsync scratch", "link objects/raw/demo/1/b.dcm", "fsync objects/raw/demo/1"]


async def test_a_folder_that_somebody_else_has_just_made_is_not_trusted_to_be_durable(
    store: LocalObjectStore, calls: Calls, root: Path
) -> None:
    (root / "raw/demo/1").mkdir(parents=True)  # by a process that has not come to its fsync
    calls.made.clear()
    await store.put(KEY, b"x")
    durable = [call for call in calls.made if not call.startswith("mkdir")]
    assert durable[:-2] == ["fsync scratch", "fsync objects", "fsync objects/raw", "fsync objects/raw/demo"]


async def test_an_object_that_exists_is_made_durable_before_it_counts(store: LocalObjectStore, calls: Calls) -> None:
    await store.put(KEY, b"first")
    calls.made.clear()
    assert await store.put(KEY, b"second") is False
    assert calls.made == ["fsync scratch", "fsync objects/raw/demo/1"]


async def test_a_file_is_linked_and_not_copied(
    store: LocalObjectStore, calls: Calls, tmp_path: Path, root: Path
) -> None:
    path = tmp_path / "spooled"
    path.write_bytes(b"x")
    await store.put_file("raw/a.dcm", path)
    assert calls.made == ["mkdir objects/raw", "fsync objects", "link objects/raw/a.dcm", "fsync objects/raw"]
    assert (root / "raw/a.dcm").stat().st_ino == path.stat().st_ino


@pytest.mark.parametrize("reason", [errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP])
async def test_a_file_that_cannot_be_linked_is_copied_and_made_durable(
    store: LocalObjectStore, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    link, path = os.link, tmp_path / "spooled"
    path.write_bytes(b"x")

    def refusing(source: Path, target: Path) -> None:
        if Path(source) == path:
            raise OSError(reason, os.strerror(reason))
        link(source, target)

    monkeypatch.setattr(os, "link", refusing)
    calls = Calls(root, monkeypatch)
    assert await store.put_file("raw/a.dcm", path) is True
    assert calls.made[-3:] == ["fsync scratch", "link objects/raw/a.dcm", "fsync objects/raw"]
    assert (await store.get("raw/a.dcm"), list((root / ".scratch").iterdir())) == (b"x", [])


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("call", ["fsync", "link", "mkdir"])
async def test_a_store_that_is_full_or_broken_is_unavailable_and_keeps_nothing_half(
    store: LocalObjectStore, root: Path, monkeypatch: pytest.MonkeyPatch, call: str, reason: int
) -> None:
    def failing(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, failing)
        with pytest.raises(Unavailable) as raised:
            await store.put(KEY, b"x")
    assert raised.value.dependency == "objects"
    assert _files(root) == []
    assert await store.put(KEY, b"x") is True


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


async def test_a_name_that_may_not_be_durable_is_not_success(
    store: LocalObjectStore, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink() == root / "raw":
            raise OSError(errno.EIO, "")
        fsync(descriptor)

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", failing)
        with pytest.raises(Unavailable):
            await store.put("raw/a.dcm", b"x")
    assert await store.put("raw/a.dcm", b"x") is False, "the second try finds it and makes it durable"


def test_the_way_to_the_root_is_made_durable_without_reading_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(tmp_path, monkeypatch)
    make_durable_folder(tmp_path / "a/b/c", set())
    durable = [call for call in calls.made if call.startswith("fsync")]
    assert durable == [f"fsync {tmp_path.name}", f"fsync {tmp_path.name}/a", f"fsync {tmp_path.name}/a/b"]


async def test_unfinished_files_are_not_listed(store: LocalObjectStore, root: Path) -> None:
    await store.put("raw/a.dcm", b"x")
    (root / ".scratch" / "left-by-a-crash").write_bytes(b"half")
    assert [key async for key in store.keys("raw")] == ["raw/a.dcm"]


async def test_an_object_is_a_file_as_it_is(store: LocalObjectStore) -> None:
    await store.put(KEY, b"content")
    assert isinstance(store, Filed)
    assert store.file(KEY).read_bytes() == b"content"
    with pytest.raises(ValueError, match="an object key is made of"):
        store.file("../secret")
