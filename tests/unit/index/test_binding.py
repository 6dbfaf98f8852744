"""Values are bound as the driver would bind them."""

import struct
from typing import Any

import pytest
from cassandra import cqltypes
from cassandra.protocol import ColumnMetadata
from cassandra.query import UNSET_VALUE, PreparedStatement

from bildstrom.index.cassandra.binding import Insert
from bildstrom.index.tables import Table, Upsert, Write

ROWS = Table("rows", ("name",), ("number",), ("long", "flag", "content"))
TYPES = (cqltypes.VarcharType, cqltypes.Int32Type, cqltypes.LongType, cqltypes.BooleanType, cqltypes.BytesType)


def prepared(*types: Any) -> PreparedStatement:
    """A statement of so many columns, the last one the timestamp."""
    columns = [ColumnMetadata("k", "rows", f"c{at}", kind) for at, kind in enumerate((*types, cqltypes.LongType))]
    return PreparedStatement(columns, b"id", [0], "INSERT", "k", 5, [], None, None)


@pytest.mark.parametrize("cells", [(2**40, True, b"\0\xff"), (-1, False, b""), (None, None, None)], ids=str)
@pytest.mark.parametrize("key", [("å", 7), ("", -(2**31))], ids=str)
def test_values_are_the_drivers_own(key: tuple[str, int], cells: tuple[Any, ...]) -> None:
    statement = prepared(*TYPES)
    write = Write(Upsert(ROWS, ROWS.values), key, cells, -5)

    bound = Insert(statement).bound(write)

    unset = [UNSET_VALUE if cell is None else cell for cell in cells]
    drivers = statement.bind((*key, *unset, -5))
    assert (bound.values, bound.routing_key, bound.keyspace) == (drivers.values, drivers.routing_key, "k")


def test_a_column_of_a_type_that_no_table_has_is_refused() -> None:
    with pytest.raises(KeyError):
        Insert(prepared(cqltypes.DoubleType))


@pytest.mark.parametrize(
    ("key", "cells", "error"),
    [
        ((b"x", 1), (1, True, b""), TypeError),
        (("x", 2**31), (1, True, b""), struct.error),
        (("x", 1), (1, True), ValueError),
    ],
    ids=["bytes as text", "too large", "a cell short"],
)
def test_a_value_that_does_not_fit_its_column_is_an_error(
    key: tuple[Any, int], cells: tuple[Any, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Insert(prepared(*TYPES)).bound(Write(Upsert(ROWS, ROWS.values), key, cells, 0))
