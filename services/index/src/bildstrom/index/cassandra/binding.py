"""Binds the values of a write to its prepared statement.

The driver's own ``bind`` looks up the type, and whether it is to be encrypted, for every value: 15 us a row where this
takes 4, and five rows are written for each instance.
"""

from collections.abc import Callable
from struct import Struct
from typing import Any

from cassandra import cqltypes
from cassandra.query import UNSET_VALUE, BoundStatement

from bildstrom.index.tables import Write

_SERIALIZERS: dict[Any, Callable[[Any], bytes]] = {
    cqltypes.VarcharType: str.encode,
    cqltypes.LongType: Struct(">q").pack,
    cqltypes.Int32Type: Struct(">i").pack,
    cqltypes.BooleanType: Struct(">?").pack,
    cqltypes.BytesType: bytes,
}


class Insert:
    """A prepared insert, whose values are a write's key, cells and timestamp.

    Raises:
        KeyError: a column has a type that no table has.
    """

    def __init__(self, prepared: Any) -> None:
        self._prepared = prepared
        self._serializers = [_SERIALIZERS[column.type] for column in prepared.column_metadata]

    def bound(self, write: Write) -> Any:
        """The statement with the write's values; a cell that is None is left unset: null would be a tombstone.

        Raises:
            TypeError, AttributeError, struct.error: a value is not of its column's type.
        """
        statement = BoundStatement(self._prepared)
        statement.values = [
            UNSET_VALUE if value is None else serialize(value)
            for serialize, value in zip(self._serializers, (*write.key, *write.cells, write.timestamp), strict=True)
        ]
        return statement
