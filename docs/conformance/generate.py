"""Writes the tables of the conformance statements from the code: run it when a test says that they have drifted apart.

    python docs/conformance/generate.py

A table stands between ``<!-- table NAME -->`` and ``<!-- end -->``; everything else is written by hand.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import dicomweb_tables
import ingest_tables

Tables = Mapping[str, Callable[[], list[str]]]

FOLDER = Path(__file__).parent
STATEMENTS: Mapping[str, Tables] = {"ingest": ingest_tables.TABLES, "dicomweb": dicomweb_tables.TABLES}

_TABLE = re.compile(r"(<!-- table (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def statement(name: str) -> Path:
    """Where a statement is."""
    return FOLDER / f"{name}.md"


def renewed(text: str, tables: Tables) -> str:
    """A statement with its tables as the code has them.

    Raises:
        KeyError: it asks for a table that there is none of, or something that is served is not explained.
    """
    return _TABLE.sub(lambda found: found[1] + "\n".join(tables[found[2]]()) + "\n" + found[3], text)


if __name__ == "__main__":
    for each, its_tables in STATEMENTS.items():
        statement(each).write_text(renewed(statement(each).read_text(), its_tables))
