"""What is retrieved, and what was aimed at."""

import asyncio
from dataclasses import dataclass, field

import index_report
from index_events import Study
from index_files import chest_ct, headers_of, multiframe, under
from index_load import load
from index_peer import service, upload
from index_queries import Service
from index_retrieval import DICOM, FRAME, JSON, Answer, fetched, filling, forget_peak, peak_mb, raced
from index_servers import IndexProcess, ours
from index_sizes import Sizes
from ingest_stow import OrthancWeb
from report import Target

METADATA_GOAL = 5.0  # times Orthanc
STUDY_GOAL = 2.0  # times Orthanc
FRAME_GOAL = 0.1  # of the time that the whole object takes, at most
GROWTH_GOAL = 64.0  # MB that a study of 1 GB may add to the peak, at most
_LARGE = "2.25.424242"
_OK = 200


@dataclass(slots=True)
class Retrievals:
    """The index that runs, its store, and a peer where there is one."""

    process: IndexProcess
    peer: OrthancWeb | None
    cassandra: str
    keyspace: str
    sizes: Sizes
    rounds: int
    _targets: list[Target] = field(default_factory=list)
    _raced: dict[str, dict[str, Answer]] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def run(self) -> tuple[list[Target], list[str]]:
        """Metadata, a study, a large study, a frame; targets, and lines of the report."""
        self._metadata()
        asyncio.run(self._studies())
        return self._targets, [*index_report.answer_lines(self._raced), *self._lines]

    def _services(self) -> list[Service]:
        return [ours(self.process), *([] if self.peer is None else [service(self.peer)])]

    def _metadata(self) -> None:
        study = Study(20_000_000, self.sizes.metadata)
        load(self.cassandra, self.keyspace, [study], processes=1)
        if self.peer is not None:
            upload(self.peer, headers_of(study))
        path = f"/studies/{study.uid}/series/{study.series_uid()}/metadata"
        name = f"metadata of {study.slices} slices"
        self._raced[name] = raced(self._services(), path, JSON, self.rounds)
        self._targets += index_report.ratio_target(name, self._raced[name], METADATA_GOAL)

    async def _studies(self) -> None:
        async with filling(self.cassandra, self.keyspace, self.process.objects) as fill:
            files = list(chest_ct(self.sizes.slices))
            events = await fill.files(files)
            copies = self.sizes.copies * [*events]
            await fill.events(under(event, _LARGE, number) for number, event in enumerate(copies))
            many = multiframe(self.sizes.frames, 512)
            await fill.files([many])
        if self.peer is not None:
            upload(self.peer, (file.content for file in files))
        self._study(f"/studies/{files[0].study_uid}")
        self._large_study(len(files[0].content) * len(copies))
        self._frame(f"/studies/{many.study_uid}/series/{many.series_uid}/instances/{many.sop_uid}")

    def _study(self, path: str) -> None:
        name = f"study of {self.sizes.slices} CT images 512 x 512"
        self._raced[name] = raced(self._services(), path, DICOM, self.rounds)
        self._targets += index_report.ratio_target(name, self._raced[name], STUDY_GOAL)

    def _large_study(self, size: int) -> None:
        us = ours(self.process)
        forget_peak(self.process.pid)
        before = peak_mb(self.process.pid)
        self._raced[f"study of {size / 1e9:.1f} GB"] = {us.name: fetched(us, f"/studies/{_LARGE}", DICOM)}
        growth = peak_mb(self.process.pid) - before
        name = f"memory: growth while {size / 1e9:.1f} GB are retrieved (at most)"
        self._targets.append(Target(name, round(growth, 1), GROWTH_GOAL, "MB", growth <= GROWTH_GOAL))

    def _frame(self, path: str) -> None:
        us = ours(self.process)
        frame = fetched(us, f"{path}/frames/1", FRAME)
        if frame.status != _OK:
            self._lines += ["", f"Frames are not offered: {frame.status}."]
            return
        whole = raced([us], path, DICOM, self.rounds)[us.name]
        first = raced([us], f"{path}/frames/1", FRAME, self.rounds)[us.name]
        self._raced[f"object of {self.sizes.frames} frames"] = {us.name: whole}
        self._raced["its first frame"] = {us.name: first}
        share = first.seconds / whole.seconds
        name = "first frame / whole object (at most)"
        self._targets.append(Target(name, round(share, 4), FRAME_GOAL, "of the time", share <= FRAME_GOAL))
