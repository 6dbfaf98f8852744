"""Keys are files; a mistake names the file and never its content."""

from pathlib import Path

import pytest

from bildstrom.runtime.keys import KeysUnusable, read_keys


def test_every_key_of_the_folder_is_read_by_name(tmp_path: Path) -> None:
    (tmp_path / "demo.key").write_text("00ff" * 16 + "\n")
    (tmp_path / "lung.key").write_text("AB" * 32)
    (tmp_path / "notes.txt").write_text("not a key")
    assert read_keys(tmp_path) == {"demo": bytes.fromhex("00ff" * 16), "lung": b"\xab" * 32}


@pytest.mark.parametrize("content", [b"secret", b"\xff\xfe", b"abc"])
def test_a_file_that_is_no_key_is_named_without_its_content(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "demo.key").write_bytes(content)
    with pytest.raises(KeysUnusable) as caught:
        read_keys(tmp_path)
    assert str(caught.value) == "keys: demo.key: write hexadecimal digits and nothing else"


def test_an_absent_folder_holds_no_key(tmp_path: Path) -> None:
    assert read_keys(tmp_path / "absent") == {}
