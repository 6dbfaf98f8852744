"""The key of a spool, by which its seals are told from what a sender writes into an object."""

import os
import secrets
import tempfile
from pathlib import Path

from bildstrom.ingest.spool.spares import SUFFIX
from bildstrom.runtime.local_objects import make_durable_folder
from bildstrom.runtime.shared_syncs import fsync

FILE = ".key"
KEY_BYTES = 32


class SpoolKeyLost(Exception):
    """Entries lie in the spool, and the key that their seals were made with does not."""


def key_of(root: Path) -> bytes:
    """The key of the spool at ``root``; a spool that has none and holds nothing gets one, durably.

    Raises:
        SpoolKeyLost: without it nobody can tell which of the spool's files were acknowledged.
    """
    path = root / FILE
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if any(entry.stat().st_size for entry in root.glob(f"*/*{SUFFIX}")):
            raise SpoolKeyLost from None
    make_durable_folder(root, set())
    file, scratch = tempfile.mkstemp(dir=root, prefix=FILE)
    try:
        os.write(file, secrets.token_bytes(KEY_BYTES))
        os.fsync(file)
        os.link(scratch, path)
    except FileExistsError:  # another process was first, and its key is whole
        pass
    finally:
        os.close(file)
        Path(scratch).unlink()
    fsync(root)
    return path.read_bytes()
