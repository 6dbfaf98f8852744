"""Times as people and programs read them. Pure."""

from datetime import UTC, datetime
from typing import Any


def moment(time: datetime | None) -> str | None:
    """A time as RFC 3339 text in UTC, with milliseconds."""
    if time is None:
        return None
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def when(message: Any, field: str) -> str | None:
    """A protobuf timestamp field as text; None when it is not set."""
    return moment(getattr(message, field).ToDatetime(UTC)) if message.HasField(field) else None


def ago(seconds: float) -> str:
    """A duration in one unit: 12 s, 3 min, 5 h, 2 d."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
