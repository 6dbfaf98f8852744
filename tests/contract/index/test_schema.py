"""The tables that the code names are the tables of the migrations; migrations are applied once and never changed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cassandra.cluster import Cluster, Session
from integration.index.running import Servers

from bildstrom.index.cassandra.schema import SchemaChanged, migrate, migrations, parse
from bildstrom.index.settings import contact_points
from bildstrom.index.tables import TABLES


@pytest.fixture
def session(servers: Servers) -> Iterator[Session]:
    """A session on the real Cassandra."""
    cluster = Cluster(contact_points(servers.cassandra()), protocol_version=5)
    yield cluster.connect()
    cluster.shutdown()


def test_the_declared_tables_are_those_of_the_keyspace(session: Session) -> None:
    migrate(session, "schema_declared", 1, migrations())

    rows = session.execute(
        "SELECT table_name, column_name, kind, position FROM system_schema.columns WHERE keyspace_name = %s",
        ("schema_declared",),
    )
    found: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for row in rows:
        found.setdefault(row.table_name, {}).setdefault(row.kind, []).append((row.position, row.column_name))
    del found["migration"]
    assert {name: {kind: sorted(columns) for kind, columns in kinds.items()} for name, kinds in found.items()} == {
        table.name: {
            kind: sorted((number if ordered else -1, column) for number, column in enumerate(columns))
            for kind, columns, ordered in (
                ("partition_key", table.partition, True),
                ("clustering", table.clustering, True),
                ("regular", table.values, False),
            )
            if columns
        }
        for table in TABLES
    }


def test_migrations_are_applied_once(session: Session) -> None:
    assert migrate(session, "schema_once", 1, migrations()) == [item.number for item in migrations()]
    assert migrate(session, "schema_once", 1, migrations()) == []


def test_a_start_that_was_cut_off_is_repeated(session: Session) -> None:
    step = migrations()[0]
    migrate(session, "schema_cut", 1, [])
    for statement in step.statements[:3]:
        session.execute(statement)

    assert migrate(session, "schema_cut", 1, [step]) == [step.number]


def test_a_new_migration_is_applied_to_an_old_keyspace(session: Session) -> None:
    migrate(session, "schema_grown", 1, migrations())
    later = parse("0900_later.cql", "ALTER TABLE study\n    ADD IF NOT EXISTS note text;\n")

    assert migrate(session, "schema_grown", 1, [*migrations(), later]) == [900]
    session.execute("SELECT note FROM study")


def test_a_migration_that_was_changed_after_it_was_applied_is_refused(session: Session) -> None:
    migrate(session, "schema_changed", 1, migrations())
    changed = replace(migrations()[0], sha256="00")

    with pytest.raises(SchemaChanged, match=changed.name):
        migrate(session, "schema_changed", 1, [changed])
