"""Counts of instances are those of the visible ones, whichever way they are come by."""

from unit.index.memory_rows import MemoryRows

from bildstrom.index import tables as t
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.tables import Write


def member(series: str, sop: str, sha256: str = "aa", us: int = 5) -> Write:
    return Write(t.MEMBER, ("demo", "1", series, sop, sha256), (us, False, "1.2", None, "clean/x", 1, "f0"), -us)


async def counts(*writes: Write) -> tuple[dict[str, int], bool]:
    store = MemoryRows()
    await store.write(writes)
    counts, plain = await Catalogue(store).instance_counts("demo", "1")
    return dict(counts), plain


async def test_instances_are_counted_by_series() -> None:
    assert await counts(member("1", "1"), member("1", "2"), member("2", "3")) == ({"1": 2, "2": 1}, True)


async def test_two_contents_of_an_instance_count_once() -> None:
    assert await counts(member("1", "1", "aa"), member("1", "1", "bb"), member("1", "2")) == ({"1": 2}, False)


async def test_an_instance_of_two_series_counts_where_it_was_received_first() -> None:
    assert await counts(member("1", "1", us=9), member("2", "1", us=3), member("1", "2")) == ({"1": 1, "2": 1}, False)


async def test_a_study_without_instances_has_no_counts() -> None:
    assert await counts() == ({}, True)
