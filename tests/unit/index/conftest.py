"""Fixtures of the index."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fakes import FakeObjectStore
from unit.index.memory_rows import MemoryRows
from unit.index.web import URL, Web

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """An empty catalogue."""
    store, objects = MemoryRows(), FakeObjectStore()
    transport = httpx.ASGITransport(dicomweb(Catalogue(store), objects))
    async with httpx.AsyncClient(transport=transport, base_url=f"{URL}/") as client:
        yield Web(client, store, objects)
