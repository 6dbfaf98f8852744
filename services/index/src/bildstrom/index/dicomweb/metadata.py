"""The DICOM JSON of visible instances, read page by page: one partition, never one object for each instance."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from bildstrom.index.attributes import DataSet, inflated
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.bulkdata import without_bulk_data
from bildstrom.index.rows import InstanceRow, MetadataRow
from bildstrom.runtime.objects import ObjectStore


class Metadata:
    """Reads what the projection stored; only what is larger than 256 KiB lies in the object store."""

    def __init__(self, catalogue: Catalogue, objects: ObjectStore) -> None:
        self._catalogue = catalogue
        self._objects = objects

    async def texts(
        self, project: str, study_uid: str, members: Sequence[InstanceRow]
    ) -> AsyncIterator[tuple[InstanceRow, bytes]]:
        """Each member's DICOM JSON as text, in order of series and SOP Instance UID.

        Args:
            members: visible instances of one study; where all are of one series, only that one is read.
        """
        wanted = {(row.series_uid, row.sop_uid, row.sha256): row for row in members}
        series = {row.series_uid for row in members}
        only = series.pop() if len(series) == 1 else None
        async for row in self._catalogue.metadata(project, study_uid, only):
            member = wanted.get((row.series_uid, row.sop_uid, row.sha256))
            if member is not None:
                yield member, inflated(await self._content(row))

    async def datasets(
        self, project: str, study_uid: str, members: Sequence[InstanceRow]
    ) -> AsyncIterator[tuple[InstanceRow, DataSet]]:
        """The same, parsed; what is only referred to is left out."""
        async for member, text in self.texts(project, study_uid, members):
            yield member, without_bulk_data(text)

    async def of_series(
        self, project: str, study_uid: str, series_uid: str
    ) -> AsyncIterator[tuple[InstanceRow, DataSet]]:
        """The same of a series of which every instance is visible, read no further than the caller goes."""
        rows = self._catalogue.instances_of(project, study_uid, series_uid)
        contents = self._catalogue.metadata(project, study_uid, series_uid)
        row, content = await asyncio.gather(anext(rows, None), anext(contents, None))
        while row is not None and content is not None:
            member, other = (row.sop_uid, row.sha256), (content.sop_uid, content.sha256)
            if member == other:
                yield row, without_bulk_data(inflated(await self._content(content)))
            # the tables are read one after the other: what is being written may be in one of them only
            if member <= other:
                row = await anext(rows, None)
            if other <= member:
                content = await anext(contents, None)

    async def _content(self, row: MetadataRow) -> bytes:
        if row.content is not None or row.object_key is None:
            return row.content or b""
        return await self._objects.get(row.object_key)
