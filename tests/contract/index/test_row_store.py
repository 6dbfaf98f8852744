"""What every row store must do; the one in memory and the one on Cassandra do the same."""

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from integration.index.running import Servers
from unit.index.memory_rows import MemoryRows

from bildstrom.index import selections as s
from bildstrom.index import tables as t
from bildstrom.index.cassandra.driver import Contact
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.rowstore import Given, Row, RowStore
from bildstrom.index.selections import Selection
from bildstrom.index.settings import contact_points
from bildstrom.index.tables import Cell, Upsert, Write

STUDY = ("demo", "2.25.1")
ATTRIBUTES = b'{"00100020":{}}'

# one connection for all tests
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Apart:
    """A part of a store of its own for each test: every project gets a name that no other test uses."""

    store: RowStore
    suffix: str

    async def write(self, writes: list[Write]) -> None:
        """Write into this part."""
        await self.store.write(
            [write._replace(key=(f"{write.key[0]}{self.suffix}", *write.key[1:])) for write in writes]
        )

    async def read(self, selection: Selection, project: str, *given: Given) -> AsyncIterator[Row]:
        """Read from this part."""
        async for row in self.store.read(selection, f"{project}{self.suffix}", *given):
            yield row


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cassandra(servers: Servers) -> AsyncIterator[CassandraStore]:
    """A connection to the real Cassandra."""
    store = CassandraStore(Contact(contact_points(servers.cassandra()), "contract"))
    await store.open()
    yield store
    await store.close()


@pytest.fixture(scope="module")
def suffixes() -> Iterator[str]:
    """Names that are never used twice."""
    return (f"-{number}" for number in itertools.count())


@pytest.fixture(params=["memory", "cassandra"])
def store(request: pytest.FixtureRequest, suffixes: Iterator[str]) -> Apart:
    """An empty store."""
    chosen = MemoryRows() if request.param == "memory" else request.getfixturevalue("cassandra")
    return Apart(chosen, next(suffixes))


async def rows(store: Apart, selection: Selection, project: str, *given: Given) -> list[Row]:
    return [row async for row in store.read(selection, project, *given)]


def member(series: str, sop: str, sha256: str, us: int = 5) -> Write:
    cells = (us, False, "1.2", "1.2.1", f"clean/{sha256}", 2**40, "f0")
    return Write(t.MEMBER, (*STUDY, series, sop, sha256), cells, -us)


async def test_nothing_is_read_where_nothing_was_written(store: Apart) -> None:
    assert await rows(store, s.THE_STUDY, *STUDY) == []


async def test_a_row_is_read_as_it_was_written(store: Apart) -> None:
    await store.write([member("1", "2", "ab")])

    row = ("1", "2", "ab", 5, False, "1.2", "1.2.1", "clean/ab", 2**40, "f0")
    assert await rows(store, s.INSTANCES_OF_STUDY, *STUDY) == [row]


async def test_columns_that_nothing_was_written_to_are_none(store: Apart) -> None:
    await store.write([Write(t.STUDY_ATTRIBUTES, STUDY, (ATTRIBUTES,), -7)])

    assert await rows(store, s.THE_STUDY, *STUDY) == [(None, None, None, ATTRIBUTES)]


async def test_an_unset_cell_leaves_the_value_that_is_there(store: Apart) -> None:
    await store.write([Write(t.ARRIVAL, STUDY, (1, "trace"), 1)])
    await store.write([Write(t.ARRIVAL, STUDY, (2, None), 2)])

    assert await rows(store, s.THE_STUDY, *STUDY) == [(None, 2, "trace", None)]


ORDERS = list(itertools.permutations(range(3)))


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_the_first_value_stays_in_every_order(store: Apart, order: tuple[int, ...]) -> None:
    writes = [Write(t.FIRST_ARRIVAL, STUDY, (us,), -us) for us in (100, 200, 300)]
    for number in order:
        await store.write([writes[number]])

    assert await rows(store, s.THE_STUDY, *STUDY) == [(100, None, None, None)]


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_the_last_value_stays_in_every_order(store: Apart, order: tuple[int, ...]) -> None:
    writes = [Write(t.ARRIVAL, STUDY, (us, f"trace {us}"), us) for us in (100, 200, 300)]
    for number in order:
        await store.write([writes[number]])

    assert await rows(store, s.THE_STUDY, *STUDY) == [(None, 300, "trace 300", None)]


@pytest.mark.parametrize("cells", [((1, "a"), (1, "b")), ((1, "b"), (1, "a")), ((2, "a"), (1, "b"))], ids=str)
async def test_of_values_with_one_write_timestamp_the_greater_stays(
    store: Apart, cells: tuple[tuple[Cell, ...], ...]
) -> None:
    for each in cells:
        await store.write([Write(t.ARRIVAL, STUDY, each, 9)])

    greatest = (None, max(us for us, _ in cells), "b", None)  # type: ignore[type-var]
    assert await rows(store, s.THE_STUDY, *STUDY) == [greatest]


async def test_one_call_writes_rows_of_several_tables_and_partitions(store: Apart) -> None:
    await store.write(
        [
            member("1", "2", "ab"),
            Write(t.ARRIVAL, STUDY, (4, None), 4),
            Write(t.ARRIVAL_ON_DAY, ("demo", "2026-03-04", STUDY[1]), (4,), 4),
            Write(t.DAY_MARK, ("demo", "2026-03-04"), (), 0),
            Write(t.VALUE_MARK, ("demo", "PatientID", "P1", STUDY[1]), (), 0),
        ]
    )

    assert len(await rows(store, s.INSTANCES_OF_STUDY, *STUDY)) == 1
    assert await rows(store, s.THE_STUDY, *STUDY) == [(None, 4, None, None)]
    assert await rows(store, s.STUDIES_OF_DAYS, "demo", ("2026-03-04",)) == [(STUDY[1], 4)]
    assert await rows(store, s.DAYS_OF_PROJECT, "demo") == [("2026-03-04",)]
    assert await rows(store, s.STUDIES_OF_VALUE, "demo", "PatientID", "P1") == [(STUDY[1],)]


async def test_rows_come_in_the_order_of_their_keys(store: Apart) -> None:
    await store.write([member("2", "1", "aa"), member("1", "2", "bb"), member("1", "2", "aa"), member("1", "10", "aa")])

    found = [row[:3] for row in await rows(store, s.INSTANCES_OF_STUDY, *STUDY)]
    assert found == [("1", "10", "aa"), ("1", "2", "aa"), ("1", "2", "bb"), ("2", "1", "aa")]


async def test_rows_of_several_partitions_are_read_together(store: Apart) -> None:
    await store.write([Write(t.CHANGE, ("demo", str(study), "w"), (study,), 1) for study in range(5)])

    found = await rows(store, s.CHANGES, "demo", ("1", "3", "9"))
    assert sorted(found) == [("1", "w", 1), ("3", "w", 3)]


async def test_a_walk_through_a_table_meets_every_row(store: Apart) -> None:
    await store.write([Write(t.ARRIVAL, ("demo", str(study)), (study, None), 1) for study in range(5)])

    met = [row async for row in store.store.read(s.EVERY_STUDY)]
    assert sorted(str(uid) for project, uid in met if project == f"demo{store.suffix}") == ["0", "1", "2", "3", "4"]


async def test_days_come_the_last_one_first(store: Apart) -> None:
    days = ["2025-12-31", "2026-03-04", "2026-01-01"]
    await store.write([Write(t.DAY_MARK, ("demo", day), (), 0) for day in days])

    assert await rows(store, s.DAYS_OF_PROJECT, "demo") == [("2026-03-04",), ("2026-01-01",), ("2025-12-31",)]


async def test_the_metadata_of_one_series_is_read_alone(store: Apart) -> None:
    keys = [(*STUDY, series, "2", "ab") for series in ("1", "2", "3")]
    await store.write([Write(t.METADATA, key, (key[2].encode(), None), -1) for key in keys])

    assert await rows(store, s.METADATA_OF_SERIES, *STUDY, "2") == [("2", "2", "ab", b"2", None)]
    assert len(await rows(store, s.METADATA_OF_STUDY, *STUDY)) == 3


async def test_more_rows_than_a_page_are_all_read(store: Apart) -> None:
    count = s.INSTANCES_OF_STUDY.page * 2 + 1
    sops = [f"{number:05d}" for number in range(count)]
    for start in range(0, count, 500):
        await store.write([member("1", sop, "ab") for sop in sops[start : start + 500]])

    assert [row[1] for row in await rows(store, s.INSTANCES_OF_STUDY, *STUDY)] == sops


async def test_days_are_read_from_one_on(store: Apart) -> None:
    days = ["2025-12-31", "2026-03-04", "2026-01-01"]
    await store.write([Write(t.DAY_MARK, ("demo", day), (), 0) for day in days])

    assert await rows(store, s.DAYS_UP_TO, "demo", "2026-02-01") == [("2026-01-01",), ("2025-12-31",)]
    assert await rows(store, s.DAYS_UP_TO, "demo", "2025-12-31") == [("2025-12-31",)]


async def test_journeys_are_read_from_an_instance_on(store: Apart) -> None:
    await store.write([Write(t.INDEXED, (*STUDY, sop, "ab"), (5,), -5) for sop in ("1", "2", "3")])

    assert [row[0] for row in await rows(store, s.JOURNEYS_FROM_SOP, *STUDY, "2")] == ["2", "3"]
    assert [row[0] for row in await rows(store, s.JOURNEYS_FROM_SOP, *STUDY, "")] == ["1", "2", "3"]


async def test_more_rows_than_a_first_page_are_all_read(store: Apart) -> None:
    sops = [f"{number:03d}" for number in range(300)]
    await store.write([Write(t.METADATA, (*STUDY, "1", sop, "ab"), (b"x", None), -1) for sop in sops])

    assert [row[1] for row in await rows(store, s.METADATA_OF_SERIES, *STUDY, "1")] == sops


async def test_an_empty_text_is_a_key_like_any_other(store: Apart) -> None:
    await store.write([Write(t.PRODUCED, (*STUDY, "d1", "laa950", "1", ""), (1, b"x"), 1)])

    assert await rows(store, s.RESULTS_OF_STUDY, *STUDY) == [("d1", "laa950", "1", "", 1, b"x")]


@pytest.mark.parametrize("upsert", t.UPSERTS, ids=lambda upsert: f"{upsert.table.name}-{'-'.join(upsert.columns)}")
async def test_every_upsert_makes_a_row(store: Apart, upsert: Upsert) -> None:
    key = tuple(1 if column == "number" else "k" for column in upsert.table.key)
    await store.write([Write(upsert, key, tuple(None for _ in upsert.columns), 1)])

    table = upsert.table
    selection = next(item for item in s.SELECTIONS if item.table is table)
    given: list[Given] = ["k"] * selection.given
    if selection.among:
        given[-1] = ("k",)
    assert len(await rows(store, selection, "k", *given[1:])) == 1
