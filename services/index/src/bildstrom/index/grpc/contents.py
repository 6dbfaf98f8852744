"""What a study holds, for those who browse it: series, instances, conflicts; rows in, messages out, pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.membership import visible
from bildstrom.index.moments import timestamp
from bildstrom.index.rows import InstanceRow, SeriesRow
from bildstrom.index.tokens import place_of, token_of

T = TypeVar("T")


def series(rows: Iterable[InstanceRow], known: Iterable[SeriesRow], modality: str = "") -> list[catalog.SeriesSummary]:
    """The series that have visible instances, by UID; of one modality, or all."""
    count = Counter(row.series_uid for row in visible(rows))
    return [
        catalog.SeriesSummary(
            series_uid=row.series_uid,
            modality=row.modality or "",
            instances=count[row.series_uid],
            derived=row.derived,
        )
        for row in known
        if count[row.series_uid] and modality in ("", row.modality)
    ]


def instances(rows: Iterable[InstanceRow], series_uid: str = "", sop_class_uid: str = "") -> list[InstanceRow]:
    """The visible instances of a study or series, of one SOP Class or all, by series and SOP Instance UID."""
    return [
        row for row in visible(rows) if series_uid in ("", row.series_uid) and sop_class_uid in ("", row.sop_class_uid)
    ]


def conflicts(rows: Sequence[InstanceRow]) -> list[catalog.Conflict]:
    """The SOP Instance UIDs under which several contents arrived."""
    versions: dict[str, list[InstanceRow]] = defaultdict(list)
    for row in rows:
        versions[row.sop_uid].append(row)
    found = []
    for sop_uid, several in sorted(versions.items()):
        first, *later = sorted(several, key=lambda row: (row.received_us, row.sha256))
        if later:
            hidden = [version(row) for row in later]
            found.append(catalog.Conflict(sop_instance_uid=sop_uid, visible=version(first), hidden=hidden))
    return found


def version(row: InstanceRow) -> catalog.InstanceVersion:
    """One content of a SOP Instance."""
    return catalog.InstanceVersion(
        series_uid=row.series_uid,
        sop_instance_uid=row.sop_uid,
        sop_class_uid=row.sop_class_uid,
        transfer_syntax_uid=row.transfer_syntax_uid or "",
        object=pb.ObjectRef(key=row.object_key, size=row.object_size, sha256=row.sha256),
        received_at=timestamp(row.received_us),
        derived=row.derived,
        source_sha256=row.source_sha256,
    )


def page(items: Sequence[T], key: Callable[[T], str], size: int, token: str) -> tuple[list[T], str]:
    """The items behind a token's place, and the next token; empty on the last page.

    Args:
        items: in the order of their keys.

    Raises:
        BadToken: this service did not make the token.
    """
    behind = place_of(token) if token else ""
    rest = [item for item in items if key(item) > behind]
    return rest[:size], token_of(key(rest[size - 1])) if len(rest) > size else ""
