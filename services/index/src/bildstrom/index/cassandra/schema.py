"""Brings a keyspace to the newest version: numbered CQL files, each applied once and recorded with its digest.

Every statement is written ``IF NOT EXISTS``, so a start that was cut off is repeated from the file it had reached.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


class SchemaChanged(Exception):
    """A migration that was applied reads differently now: write a new one instead of editing it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its statements, the digest of its text."""

    number: int
    name: str
    statements: tuple[str, ...]
    sha256: str


def parse(name: str, text: str) -> Migration:
    """Read a migration; the file's name begins with its number, each statement ends in ``;`` at the end of a line."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("--"))
    statements = tuple(part.strip() for part in "\n".join(lines).split(";\n") if part.strip(" \n;"))
    plain = tuple(statement.removesuffix(";") for statement in statements)
    return Migration(int(name.split("_")[0]), name, plain, hashlib.sha256(text.encode()).hexdigest())


def migrations() -> list[Migration]:
    """The migrations of this release, in order."""
    folder = files("bildstrom.index.cassandra").joinpath("migrations")
    texts = [(item.name, item.read_text()) for item in folder.iterdir() if item.name.endswith(".cql")]
    return sorted((parse(name, text) for name, text in texts), key=lambda migration: migration.number)


def migrate(session: Any, keyspace: str, replication: int, steps: Sequence[Migration]) -> list[int]:
    """Apply what the keyspace does not have yet, and use it from then on; blocking.

    Args:
        session: of the Cassandra driver.
        replication: copies of each row, in every data centre.

    Returns:
        The numbers that were applied.

    Raises:
        SchemaChanged: a recorded migration has another digest than the file of this release.
    """
    session.execute(
        f"CREATE KEYSPACE IF NOT EXISTS {keyspace} WITH replication = "
        f"{{'class': 'NetworkTopologyStrategy', 'replication_factor': {replication}}}"
    )
    session.set_keyspace(keyspace)
    session.execute("CREATE TABLE IF NOT EXISTS migration (number int PRIMARY KEY, name text, sha256 text)")
    recorded = {row[0]: row[1] for row in session.execute("SELECT number, sha256 FROM migration")}
    applied = []
    for step in steps:
        if recorded.get(step.number, step.sha256) != step.sha256:
            raise SchemaChanged(step.name)
        if step.number not in recorded:
            _apply(session, step)
            applied.append(step.number)
    return applied


def _apply(session: Any, step: Migration) -> None:
    for statement in step.statements:
        session.execute(statement, timeout=60)
    insert = "INSERT INTO migration (number, name, sha256) VALUES (%s, %s, %s)"
    session.execute(insert, (step.number, step.name, step.sha256))
