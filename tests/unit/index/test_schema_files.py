"""Migrations are read from their files: numbered, split into statements, named by their digest."""

import hashlib

from bildstrom.index.cassandra.schema import Migration, migrations, parse


def test_a_migration_is_split_at_semicolons_that_end_a_line() -> None:
    text = "-- a; comment\nCREATE TABLE a (\n  b text PRIMARY KEY\n);\n\n-- c\nCREATE TABLE c (d text PRIMARY KEY);\n"

    assert parse("0007_things.cql", text) == Migration(
        number=7,
        name="0007_things.cql",
        statements=("CREATE TABLE a (\n  b text PRIMARY KEY\n)", "CREATE TABLE c (d text PRIMARY KEY)"),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def test_a_last_line_without_line_end_is_a_statement_too() -> None:
    assert parse("0001_x.cql", "SELECT 1;").statements == ("SELECT 1",)


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [item.number for item in migrations()] == list(range(1, len(migrations()) + 1))


def test_every_statement_may_be_repeated() -> None:
    assert [sql for item in migrations() for sql in item.statements if "IF NOT EXISTS" not in sql] == []
