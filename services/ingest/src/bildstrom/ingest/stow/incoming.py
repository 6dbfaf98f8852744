"""One object on its way into the spool: written, hashed and looked at as it comes, never held in memory."""

import contextlib
import errno
import hashlib
import mmap
import os
from pathlib import Path

from bildstrom.dicom.identify import Identity
from bildstrom.dicom.part10 import PREFIX_END
from bildstrom.ingest.announcement import received
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.spool import SIDECAR, sidecar
from bildstrom.ingest.stow.examination import Finding, judged
from bildstrom.ingest.stow.file_meta import is_program
from bildstrom.ingest.stow.intake import Outcome, Verdict
from bildstrom.runtime import metrics
from bildstrom.runtime.logs import log, where
from bildstrom.runtime.objects import Buffer


class Incoming:
    """See :class:`bildstrom.ingest.stow.intake.Writer`; every failure becomes the outcome of this object alone.

    Attributes:
        path: of the object.
        size: bytes so far.
    """

    def __init__(self, path: Path, arrival: Arrival, study_uid: str | None) -> None:
        self.path = path
        self.size = 0
        self._arrival = arrival
        self._study_uid = study_uid
        self._finding: Finding | None = None
        self._file: int | None = None
        self._head = b""
        self._digest = hashlib.sha256()
        self._event_file: int | None = None

    @property
    def accepted(self) -> bool:
        """Whether it is to become an entry, or is one."""
        return self._finding is not None and self._finding.verdict.stored

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        finding = self._finding or Finding(Verdict.PROCESSING_FAILED, "not_finished")
        if finding.identity is None:
            return Outcome(finding.verdict, finding.reason)
        identity = finding.identity
        return Outcome(finding.verdict, finding.reason, identity.sop_class_uid, identity.sop_instance_uid)

    def write(self, data: Buffer) -> None:
        """Take the next bytes."""
        if self._finding is not None:
            return
        try:
            self._take(memoryview(data))
        except OSError as error:
            self._fail(error)

    def finish(self) -> None:
        """Look at the whole, and begin to write it back."""
        if self._finding is not None:
            return
        if self._file is None:
            self.refuse(Verdict.CANNOT_UNDERSTAND, "not_dicom")
            return
        try:
            self._judge(judged(memoryview(mmap.mmap(self._file, 0, access=mmap.ACCESS_READ)), self._study_uid))
        except OSError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - one object must not take the others of its request with it
            log.error("object not examined", **{"error.type": type(error).__name__, "where": where(error)})
            self.refuse(Verdict.PROCESSING_FAILED, "processing_failed")

    def sync(self) -> None:
        """Make the bytes durable, with those of the event, whose name does not count yet."""
        try:
            for file in (self._file, self._event_file):
                assert file is not None
                os.fsync(file)
            self._close()
        except OSError as error:
            self._fail(error)

    def publish(self) -> None:
        """Give the event its name, which makes an entry.

        Raises:
            OSError: the disk failed.
        """
        self._event_part.rename(self.path.with_suffix(SIDECAR))

    def postpone(self) -> None:
        """Promise nothing of this object, which stays, and is announced later."""
        identity = self._finding.identity if self._finding else None
        self._finding = Finding(Verdict.OUT_OF_RESOURCES, "not_replicated", identity)

    def refuse(self, verdict: Verdict, reason: str, identity: Identity | None = None) -> None:
        """Keep nothing of this object."""
        self._finding = Finding(verdict, reason, identity or (self._finding.identity if self._finding else None))
        with contextlib.suppress(OSError):  # the spool removes at its start what a failing disk keeps
            self._close()
            for path in (self.path.with_suffix(SIDECAR), self._event_part, self.path):
                path.unlink(missing_ok=True)

    def _take(self, data: memoryview) -> None:
        if self._file is None:
            missing = PREFIX_END - len(self._head)
            self._head += data[:missing]
            data = data[missing:]
            if len(self._head) < PREFIX_END:
                return
            if not self._head.endswith(b"DICM"):
                self.refuse(Verdict.CANNOT_UNDERSTAND, "not_dicom")
                return
            self._file = _create(self.path)
            self._append(memoryview(_harmless(self._head)))
        self._append(data)

    def _append(self, data: memoryview) -> None:
        assert self._file is not None
        self._digest.update(data)
        self.size += len(data)
        _write(self._file, data)

    def _judge(self, finding: Finding) -> None:
        if finding.identity is None or not finding.verdict.stored:
            self.refuse(finding.verdict, finding.reason, finding.identity)
            return
        self._finding = finding
        event = received(finding.identity, self._arrival, self._digest.hexdigest(), self.size)
        content = sidecar(event, self._arrival.traceparent(event.instance.study_uid))
        self._event_file = _create(self._event_part)
        _write(self._event_file, memoryview(content))
        for file in (self._file, self._event_file):
            assert file is not None
            # the pages go to the disk while the next object is received: fsync finds little to do, and one commit of
            # the journal serves many files (measured on ext4: 1.4x for 39 kB, 1.7x for 527 kB)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)

    def _close(self) -> None:
        files, self._file, self._event_file = (self._file, self._event_file), None, None
        for file in files:
            if file is not None:
                os.close(file)

    def _fail(self, error: OSError) -> None:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        self.refuse(Verdict.OUT_OF_RESOURCES, "spool_full" if full else "disk_failed")

    @property
    def _event_part(self) -> Path:
        return self.path.with_suffix(f"{SIDECAR}.part")


def _create(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)


def _write(file: int, data: memoryview) -> None:
    while data:
        data = data[os.write(file, data) :]


def _harmless(head: bytes) -> bytes:
    """The preamble and prefix, zeroed if they would make the file a program."""
    if not is_program(head):
        return head
    metrics.counter("bildstrom.stow.preambles", "preambles of programs that were zeroed").add(1)
    return bytes(PREFIX_END - 4) + b"DICM"
