"""Faust's part: its application, and the table of studies with its changelog.

The table's values live in memory and in the changelog topic. A timer has no current event, and without one Faust's own
table assignment refuses to write; so the changelog is written with its partition named, and acknowledged.
"""

import faust

from bildstrom.events.v1.topics import INSTANCE_INDEXED
from bildstrom.studies.settings import StudiesSettings
from bildstrom.studies.state import Study, from_json, to_json


def build_app(settings: StudiesSettings) -> faust.App:
    """The Faust application; nothing of it runs yet."""
    return faust.App(
        "bildstrom.studies",
        broker=[f"kafka://{address.strip()}" for address in settings.kafka.split(",")],
        store="memory://",
        datadir=str(settings.data / settings.replica),
        web_enabled=False,
        topic_disable_leader=True,
        topic_partitions=INSTANCE_INDEXED.partitions,
        table_standby_replicas=0,
        broker_session_timeout=6,
        broker_heartbeat_interval=1.5,
        broker_commit_interval=1.0,
        # static membership: a restarted worker takes its partitions up at once
        consumer_group_instance_id=f"studies-{settings.replica}",
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
    )


class FaustTable:
    """:class:`bildstrom.studies.handler.Table` on a Faust table."""

    def __init__(self, app: faust.App) -> None:
        self._table = app.Table("studies", key_type=str, partitions=INSTANCE_INDEXED.partitions)

    def load(self, key: str) -> Study | None:
        """See :class:`bildstrom.studies.handler.Table`."""
        value = self._table.data.get(key)
        return from_json(value) if value is not None else None

    async def save(self, key: str, study: Study) -> None:
        """See :class:`bildstrom.studies.handler.Table`."""
        value = to_json(study)
        self._table.data[key] = value
        await self._table.send_changelog(study.partition, key, value)

    def unsettled(self) -> dict[str, int]:
        """The keys of studies with news or a pending revision, and when the news came (ms)."""
        studies = {key: from_json(value) for key, value in self._table.data.items() if value is not None}
        return {
            key: study.touched_ms or 0
            for key, study in studies.items()
            if study.touched_ms is not None or study.pending is not None
        }
