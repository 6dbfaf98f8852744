"""What a study consists of: rows in, snapshot out, pure.

Of several contents under one SOP Instance UID the one received first is visible. What Bildstrom derived itself is no
part of it, so that a result never makes a revision of the study it was made of.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.moments import timestamp
from bildstrom.index.rows import InstanceRow


def visible(rows: Iterable[InstanceRow]) -> list[InstanceRow]:
    """The one row of each SOP Instance UID that counts, by series and SOP Instance UID.

    Two received in the same microsecond are told apart by digest, so that the choice never depends on their order.
    """
    first: dict[str, InstanceRow] = {}
    for row in rows:
        kept = first.setdefault(row.sop_uid, row)
        if (row.received_us, row.sha256) < (kept.received_us, kept.sha256):
            first[row.sop_uid] = row
    return sorted(first.values(), key=lambda row: (row.series_uid, row.sop_uid))


def content_digest(members: Iterable[InstanceRow]) -> str:
    """SHA-256, lower-case hex, over the sorted lines "SOP-instance-UID SP SHA-256 LF" of the visible instances."""
    lines = sorted(f"{row.sop_uid} {row.sha256}\n" for row in members)
    return hashlib.sha256("".join(lines).encode("ascii")).hexdigest()


def snapshot(
    project: str, study_uid: str, rows: Iterable[InstanceRow], modalities: Mapping[str, str]
) -> catalog.StudySnapshot | None:
    """The exact membership of a study; None when nothing of it is visible.

    Args:
        rows: every instance row of the study, in any order.
        modalities: by series UID.
    """
    received = [row for row in rows if not row.derived]
    members = visible(received)
    if not members:
        return None
    # keys end in the digest, so a second row of a SOP Instance UID is other content (or another series)
    rows_of = Counter(row.sop_uid for row in received)
    series = [
        catalog.SeriesSnapshot(
            series_uid=series_uid,
            modality=modalities.get(series_uid, ""),
            instances=[_instance(row, conflicting=rows_of[row.sop_uid] > 1) for row in group],
        )
        for series_uid, group in groupby(members, key=lambda row: row.series_uid)
    ]
    return catalog.StudySnapshot(
        project=project,
        study_uid=study_uid,
        content_digest=content_digest(members),
        series=series,
        first_received_at=timestamp(min(row.received_us for row in members)),
        last_received_at=timestamp(max(row.received_us for row in members)),
    )


def _instance(row: InstanceRow, *, conflicting: bool) -> catalog.InstanceSnapshot:
    return catalog.InstanceSnapshot(
        sop_instance_uid=row.sop_uid,
        sop_class_uid=row.sop_class_uid,
        transfer_syntax_uid=row.transfer_syntax_uid or "",
        object=pb.ObjectRef(key=row.object_key, size=row.object_size, sha256=row.sha256),
        conflicting=conflicting,
    )
