"""A parser of ``multipart`` bodies (RFC 2046 section 5.1), without I/O: bytes in, parts out, as they come.

Strict: lines end in CRLF, what follows a boundary is padding or the closing hyphens, parts have a header that ends in
an empty line. Bounded: it never holds more than one part's header and one boundary, whatever it is fed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bildstrom.ingest.stow.problems import Problem

MAX_HEAD = 8 * 1024  # bytes of a part's header
MAX_PREAMBLE = 1024  # bytes in front of the first boundary; senders put a line break there at most

# RFC 2046 5.1.1, but for the length: it allows 70 characters, and Orthanc writes two UUIDs, which are 73
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,127}[0-9A-Za-z'()+_,\-./:=?]")
_LONE_BREAK = re.compile(rb"(?<!\r)\n|\r[^\n]")
_FOLDED = re.compile(rb"(?<=[^\r\n])\r\n[ \t]+")  # a long field may go on in the next line, RFC 5322 2.2.3
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)")


@dataclass(frozen=True, slots=True)
class PartBegun:
    """A part's header; names in lower case, values as bytes without surrounding blanks."""

    fields: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class PartData:
    """The next bytes of the part's content."""

    data: memoryview


@dataclass(frozen=True, slots=True)
class PartEnded:
    """The part is complete."""


Event = PartBegun | PartData | PartEnded


class _State(Enum):
    PREAMBLE = auto()
    HEAD = auto()
    CONTENT = auto()
    EPILOGUE = auto()


class MultipartParser:
    """One body.

    Args:
        boundary: of the Content-Type.
        max_parts: a further one is refused.

    Raises:
        Problem: 400, the boundary has not the form that RFC 2046 prescribes.
    """

    def __init__(self, boundary: str, max_parts: int) -> None:
        if not _BOUNDARY.fullmatch(boundary):
            raise Problem(400, "boundary_malformed")
        self._delimiter = b"\r\n--" + boundary.encode("ascii")
        self._max_parts = max_parts
        self._state = _State.PREAMBLE
        self._held = b"\r\n"  # the first boundary needs no line break in front of it
        self._skipped = 0
        self._parts = 0

    def feed(self, data: bytes) -> list[Event]:
        """What the next bytes bring.

        Raises:
            Problem: 400 for what is not a multipart body, 413 for what is beyond a limit.
        """
        data = self._held + data
        self._held = b""
        events: list[Event] = []
        position = 0
        while position < len(data) and self._state is not _State.EPILOGUE:
            if self._state is _State.HEAD:
                position = self._take_head(data, position, events)
            else:
                position = self._take_content(data, position, events)
        return events

    def close(self) -> None:
        """Say that the body is at its end.

        Raises:
            Problem: 400, the closing boundary has not come.
        """
        if self._state is not _State.EPILOGUE:
            raise Problem(400, "not_closed")

    def _take_content(self, data: bytes, start: int, events: list[Event]) -> int:
        """Content of a part, or what is in front of the first, up to the next boundary."""
        found = data.find(self._delimiter, start)
        end = found if found >= 0 else len(data) - self._half_delimiter(data, start)
        if self._state is _State.PREAMBLE:
            self._skipped += end - start
            if self._skipped > MAX_PREAMBLE:
                raise Problem(400, "boundary_missing")
        elif end > start:
            events.append(PartData(memoryview(data)[start:end]))
        if found < 0:
            self._held = data[end:]
            return len(data)
        if self._state is _State.CONTENT:
            events.append(PartEnded())
        self._state = _State.HEAD
        return end + len(self._delimiter)

    def _half_delimiter(self, data: bytes, start: int) -> int:
        """How many bytes at the end may be the beginning of a boundary."""
        at = data.rfind(b"\r", max(start, len(data) - len(self._delimiter) + 1))
        return len(data) - at if at >= 0 and self._delimiter.startswith(data[at:]) else 0

    def _take_head(self, data: bytes, start: int, events: list[Event]) -> int:
        """What follows a boundary: the closing hyphens, or a part's header."""
        if data.startswith(b"--", start):
            self._state = _State.EPILOGUE
            return len(data)
        end = data.find(b"\r\n\r\n", start, start + MAX_HEAD)
        head = data[start : start + MAX_HEAD if end < 0 else end]
        if _LONE_BREAK.search(head):
            raise Problem(400, "line_break_malformed")
        if end < 0:
            if len(head) == MAX_HEAD:
                raise Problem(413, "part_head_too_large")
            self._held = data[start:]
            return len(data)
        self._parts += 1
        if self._parts > self._max_parts:
            raise Problem(413, "too_many_parts")
        events.append(PartBegun(_fields(head)))
        self._state = _State.CONTENT
        return end + 4


def _fields(head: bytes) -> dict[str, bytes]:
    """The fields of a part's header, in front of which there is the rest of the boundary's line."""
    padding, *lines = _FOLDED.sub(b" ", head).split(b"\r\n")
    if padding.strip(b" \t"):
        raise Problem(400, "boundary_malformed")
    fields: dict[str, bytes] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise Problem(400, "part_head_malformed")
        name = field.group(1).decode("ascii").lower()
        if name in fields:
            raise Problem(400, "part_head_ambiguous")
        fields[name] = field.group(2).strip(b" \t")
    return fields
