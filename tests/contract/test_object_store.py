"""What every object store must do; the fake of the tests, local files and an S3-compatible server do the same."""

import asyncio
import itertools
from pathlib import Path

import pytest
from fakes import FakeObjectStore
from obstore.store import S3Store

from bildstrom.runtime.local_objects import LocalObjectStore
from bildstrom.runtime.objects import MAX_KEY, ObjectMissing, ObjectStore
from bildstrom.runtime.remote_objects import RemoteObjectStore

KEY = "raw/demo/2.25.1/2.25.1.0/2.25.1.0.1/0f4a.dcm"
_numbers = itertools.count()


@pytest.fixture(params=["fake", "local", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store."""
    if request.param == "fake":
        return FakeObjectStore()
    if request.param == "local":
        return LocalObjectStore(tmp_path / "objects")
    return RemoteObjectStore(
        S3Store(
            "bildstrom",
            prefix=f"test-{next(_numbers)}",
            endpoint=request.getfixturevalue("s3_endpoint"),
            access_key_id="x",
            secret_access_key="x",
            region="us-east-1",
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )
    )


async def all_keys(store: ObjectStore, prefix: str) -> list[str]:
    return sorted([key async for key in store.keys(prefix)])


async def test_what_was_put_is_got(store: ObjectStore) -> None:
    assert await store.put(KEY, b"first") is True
    assert await store.get(KEY) == b"first"


async def test_pieces_are_joined(store: ObjectStore) -> None:
    assert await store.put(KEY, [b"DI", bytearray(b"C"), memoryview(b"MDICM")[4:]]) is True
    assert await store.get(KEY) == b"DICM"


async def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    assert await store.put(KEY, b"") is True
    assert (await store.get(KEY), await store.exists(KEY)) == (b"", True)


async def test_a_second_put_leaves_the_first_object_as_it_is(store: ObjectStore) -> None:
    await store.put(KEY, b"first")
    assert await store.put(KEY, b"second") is False
    assert await store.get(KEY) == b"first"


async def test_of_many_who_create_the_same_key_at_once_one_succeeds(store: ObjectStore) -> None:
    created = await asyncio.gather(*(store.put(KEY, f"writer {number}".encode()) for number in range(16)))
    assert sorted(created) == [False] * 15 + [True]
    assert await store.get(KEY) == f"writer {created.index(True)}".encode()


async def test_many_keys_of_one_new_folder_are_all_created(store: ObjectStore) -> None:
    keys = [f"raw/demo/2.25.7/2.25.7.0/{number}/a.dcm" for number in range(16)]
    assert await asyncio.gather(*(store.put(key, key.encode()) for key in keys)) == [True] * 16
    assert await asyncio.gather(*map(store.get, keys)) == [key.encode() for key in keys]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, None, b"0123456789"),
        (3, None, b"3456789"),
        (0, 4, b"0123"),
        (3, 7, b"3456"),
        (9, 10, b"9"),
        (5, 5, b""),
        (6, 100, b"6789"),  # past the end: what there is, like a slice
        (10, None, b""),
        (10, 20, b""),
        (99, 100, b""),
    ],
)
async def test_a_range_is_what_a_slice_of_the_bytes_is(
    store: ObjectStore, start: int, end: int | None, expected: bytes
) -> None:
    await store.put(KEY, b"0123456789")
    assert await store.get(KEY, start, end) == expected


@pytest.mark.parametrize(("start", "end"), [(0, None), (3, None), (2, 4), (4, 4)])
async def test_a_missing_object_is_told_apart_from_an_empty_one(
    store: ObjectStore, start: int, end: int | None
) -> None:
    with pytest.raises(ObjectMissing):
        await store.get(KEY, start, end)
    assert await store.exists(KEY) is False


async def test_a_folder_of_keys_is_no_object(store: ObjectStore) -> None:
    await store.put("raw/demo/a.dcm", b"x")
    assert await store.exists("raw/demo") is False
    with pytest.raises(ObjectMissing):
        await store.get("raw/demo")


async def test_a_deleted_object_is_gone_and_its_key_free(store: ObjectStore) -> None:
    await store.put(KEY, b"first")
    await store.delete(KEY)
    assert (await store.exists(KEY), await all_keys(store, "raw")) == (False, [])
    assert await store.put(KEY, b"second") is True
    assert await store.get(KEY) == b"second"


async def test_deleting_what_is_not_there_is_fine(store: ObjectStore) -> None:
    await store.delete(KEY)
    assert await store.exists(KEY) is False


async def test_keys_are_listed_by_whole_parts_of_their_path(store: ObjectStore) -> None:
    keys = [
        "clean/demo/1/a.dcm",
        "clean/demo/1/b.dcm",
        "clean/demo/12/c.dcm",
        "clean/demo2/1/d.dcm",
        "raw/demo/1/e.dcm",
    ]
    for key in keys:
        await store.put(key, b"x")
    assert await all_keys(store, "clean/demo/1") == keys[:2]
    assert await all_keys(store, "clean/demo/") == keys[:3]
    assert await all_keys(store, "clean") == keys[:4]
    assert await all_keys(store, "manifests") == []


async def test_more_keys_than_a_page_of_s3_are_listed(store: ObjectStore) -> None:
    keys = sorted(f"results/{number}.pb" for number in range(1005))  # S3 lists at most 1,000 at once
    for key in keys:
        await store.put(key, b"")
    assert await all_keys(store, "results") == keys


async def test_a_file_is_put_and_stays(store: ObjectStore, tmp_path: Path) -> None:
    path = tmp_path / "spooled"
    path.write_bytes(b"spooled bytes")
    assert await store.put_file(KEY, path) is True
    assert (await store.get(KEY), path.read_bytes()) == (b"spooled bytes", b"spooled bytes")
    path.unlink()
    assert await store.get(KEY) == b"spooled bytes"


async def test_a_file_under_a_key_that_exists_changes_nothing(store: ObjectStore, tmp_path: Path) -> None:
    await store.put(KEY, b"first")
    path = tmp_path / "spooled"
    path.write_bytes(b"second")
    assert await store.put_file(KEY, path) is False
    assert await store.get(KEY) == b"first"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "..",
        "raw/../../x",
        "raw//x",
        "raw/",
        ".scratch/x",
        "raw/.hidden",
        "raw/a b",
        "raw/DOE^JOHN",
        "raw/Müller",
        "raw/a\n",
        "raw/a\0",
        "-rf",
        "a/" * (MAX_KEY // 2) + "a",
        "x" * 193,
    ],
)
async def test_a_key_that_is_no_plain_relative_path_is_refused_and_not_quoted(store: ObjectStore, key: str) -> None:
    for call in (store.put(key, b"x"), store.get(key), store.exists(key), store.delete(key)):
        with pytest.raises(ValueError, match=r"^an object key is made of") as raised:
            await call
        assert not key or key not in str(raised.value)
