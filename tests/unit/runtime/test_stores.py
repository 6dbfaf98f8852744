"""Which store a URL names, and how long a retry waits."""

from itertools import islice
from pathlib import Path

import pytest

from bildstrom.runtime.backoff import delays
from bildstrom.runtime.local_objects import LocalObjectStore
from bildstrom.runtime.remote_objects import RemoteObjectStore
from bildstrom.runtime.stores import open_store


@pytest.mark.parametrize("form", ["file:{}", "file://{}"])
async def test_a_file_url_is_a_folder(form: str, tmp_path: Path) -> None:
    store = open_store(form.format(tmp_path / "objects"))
    assert isinstance(store, LocalObjectStore)
    await store.put("raw/a.dcm", b"x")
    assert (tmp_path / "objects/raw/a.dcm").read_bytes() == b"x"


async def test_a_relative_file_url_is_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await open_store("file:data/objects").put("raw/a.dcm", b"x")
    assert (tmp_path / "data/objects/raw/a.dcm").read_bytes() == b"x"


@pytest.mark.parametrize("url", ["s3://bucket", "s3://bucket/prefix/more"])
def test_an_s3_url_is_a_bucket_with_a_prefix(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    assert isinstance(open_store(url), RemoteObjectStore)


@pytest.mark.parametrize("url", ["", "file:", "s3:", "s3://", "s3:bucket", "gs://bucket", "/data/objects", "objects"])
def test_any_other_url_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(SystemExit, match=r"^bildstrom: objects: write file:DIR .* or s3://BUCKET/PREFIX"):
        open_store(url)


def test_a_folder_that_cannot_be_made_is_named_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SystemExit) as ended:
        open_store(f"file:{tmp_path}/file/objects")
    assert ended.value.code == (
        f"bildstrom: objects: {tmp_path}/file/objects/.scratch: Not a directory; see objects in --help"
    )


def test_retries_wait_twice_as_long_each_time_up_to_ten_seconds_for_ever() -> None:
    steps = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, *[10.0] * 94]
    waits = list(islice(delays(), 100))
    assert [step / 2 <= wait <= step for step, wait in zip(steps, waits, strict=True)] == [True] * 100
    assert len(set(waits)) == 100, "many waiting processes do not come back at the same moment"
