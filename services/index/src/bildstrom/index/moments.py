"""Times as whole microseconds since the epoch, and the two rules by which Cassandra keeps one of two values.

Cassandra's own ``timestamp`` type keeps milliseconds only, which is too coarse to say which of two objects came first.
"""

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime | Timestamp) -> int:
    """A time in whole microseconds since the epoch."""
    if isinstance(moment, Timestamp):
        return moment.ToMicroseconds()
    return (moment - _EPOCH) // timedelta(microseconds=1)


def timestamp(us: int | None) -> Timestamp | None:
    """A protobuf time; None stays None, so that the field stays unset."""
    if us is None:
        return None
    moment = Timestamp()
    moment.FromMicroseconds(us)
    return moment


def bucket_of(us: int) -> str:
    """The ten minutes (UTC) of a time, such as ``2024-05-31T12:3``; sorts as the times do."""
    return (_EPOCH + timedelta(microseconds=us)).isoformat()[:15]


def day_of(bucket: str) -> str:
    """The UTC day of a bucket, such as ``2024-05-31``; a bucket itself where an older release wrote it."""
    return bucket[:10]


def start_of(bucket: str) -> int:
    """When a bucket begins, be it ten minutes or a day."""
    first = bucket if bucket == day_of(bucket) else f"{bucket}0"
    return micros(datetime.fromisoformat(first).replace(tzinfo=UTC))


def last_wins(us: int) -> int:
    """The write timestamp of a value that a later event replaces."""
    return us


def first_wins(us: int) -> int:
    """The write timestamp of a value that no later event replaces: resending and reordering change nothing.

    Negative, not counted down from a large number: an ordinary delete, stamped with the time of day, still removes it.
    """
    return -us
