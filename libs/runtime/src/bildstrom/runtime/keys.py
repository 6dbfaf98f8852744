"""Secret keys as files: one ``NAME.key`` for each, in hexadecimal digits, in a folder that its service alone reads."""

from pathlib import Path


class KeysUnusable(ValueError):
    """A key file cannot be used; the message names the file and what to write, never its content."""


def read_keys(folder: Path) -> dict[str, bytes]:
    """Read every key of a folder, by name.

    Raises:
        KeysUnusable: the folder or a file cannot be read, or is not hexadecimal.
    """
    keys: dict[str, bytes] = {}
    try:
        for path in sorted(folder.glob("*.key")):
            keys[path.stem] = _key(path)
    except OSError as error:
        raise KeysUnusable(f"keys: {error.strerror}: let this service read {folder}") from None
    return keys


def _key(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        raise KeysUnusable(f"keys: {path.name}: write hexadecimal digits and nothing else") from None
