"""The claims: which entries are on their way into the object store, with the seals that came off their files for that.

An object is linked into the store, not copied, so its seal has to go first; until the entry is retired its event lies
here instead. Two files take turns: what an earlier one says holds until the later one is whole.
"""

import contextlib
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

from bildstrom.ingest.spool.draft import full_disk
from bildstrom.ingest.spool.seal import Sealed

_HEAD = struct.Struct("<8sQLL")  # magic, turn, bytes that follow, their CRC-32
_RECORD = struct.Struct("<HQL")  # bytes of the name, of the object, of what its seal holds
RESERVED = 262_144  # bytes: a full disk is emptied by claiming, so claiming must not need the disk's last blocks
_MAGIC = b"bildclms"


class Claims:
    """The claims of one spool; one process has them.

    Args:
        root: of the spool.
    """

    def __init__(self, root: Path) -> None:
        self._files = [
            os.open(root / f".claims-{turn}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640) for turn in (0, 1)
        ]
        for file in self._files:
            with contextlib.suppress(OSError):  # then a full disk is told when they are written
                os.posix_fallocate(file, 0, RESERVED)
        self._turn, self.last = max(map(_read, self._files), key=lambda found: found[0])

    def write(self, claims: Mapping[str, Sealed]) -> None:
        """Make claims durable, in place of the last ones.

        Raises:
            SpoolFull, OSError: the last ones hold.
        """
        body = b"".join(_encoded(name, seal) for name, seal in claims.items())
        turn = self._turn + 1
        data = _HEAD.pack(_MAGIC, turn, len(body), zlib.crc32(body)) + body
        file = self._files[turn % 2]
        with full_disk:
            written = 0
            while written < len(data):
                written += os.pwrite(file, data[written:], written)
            os.fsync(file)
        self._turn, self.last = turn, dict(claims)

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files:
            os.close(file)


def read_claims(root: Path) -> dict[str, Sealed]:
    """The claims of a spool as they are now, for any process."""
    newest: tuple[int, dict[str, Sealed]] = (0, {})
    for turn in (0, 1):
        try:
            file = os.open(root / f".claims-{turn}", os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            newest = max(newest, _read(file), key=lambda found: found[0])
        finally:
            os.close(file)
    return newest[1]


def _encoded(name: str, seal: Sealed) -> bytes:
    encoded = name.encode()
    return _RECORD.pack(len(encoded), seal.size, len(seal.payload)) + encoded + seal.payload


def _read(file: int) -> tuple[int, dict[str, Sealed]]:
    """Turn and claims of a file; of one that is not whole, turn 0 and none."""
    data = os.pread(file, os.fstat(file).st_size, 0)
    if len(data) < _HEAD.size:
        return 0, {}
    magic, turn, length, checked = _HEAD.unpack_from(data)
    body = data[_HEAD.size : _HEAD.size + length]
    if magic != _MAGIC or len(body) != length or zlib.crc32(body) != checked:
        return 0, {}
    claims: dict[str, Sealed] = {}
    at = 0
    while at < len(body):
        name_length, size, length = _RECORD.unpack_from(body, at)
        start = at + _RECORD.size + name_length
        at = start + length
        claims[body[start - name_length : start].decode()] = Sealed(size, body[start:at])
    return turn, claims
