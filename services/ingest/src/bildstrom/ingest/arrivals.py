"""An arrival: what one association or request brings. It has one root span per study, which ends with it."""

import threading
import uuid
from collections import Counter
from datetime import datetime

from opentelemetry.trace import Span, SpanKind

from bildstrom.dicom.projects import Project
from bildstrom.runtime import tracing

MAX_STUDIES = 1000  # whose spans are open at once; an association that brings more ends the oldest


class Arrival:
    """One association's objects, or one request's.

    Args:
        source: calling AE title or name of a credential, printable.
        project: that the called AE title or the address names.
        way: the service by which they come.
    """

    def __init__(self, source: str, project: Project, way: str = "C-STORE") -> None:
        self.id = str(uuid.uuid4())
        self.source = source
        self.project = project
        self._way = way
        self._spans: dict[str, tuple[Span, str | None]] = {}
        self._instances: Counter[str] = Counter()
        self._epochs: dict[str, Project] = {}
        self._lock = threading.Lock()

    def traceparent(self, study_uid: str) -> str | None:
        """The context of a study's arrival, counting one more instance of it.

        Args:
            study_uid: the pseudonymous one.
        """
        with self._lock:
            if study_uid not in self._spans:
                if len(self._spans) >= MAX_STUDIES:
                    self._end(next(iter(self._spans)))
                span = self._start(study_uid)
                self._spans[study_uid] = span, tracing.traceparent_of(span)
            self._instances[study_uid] += 1
            return self._spans[study_uid][1]

    def project_of(self, study_uid: str, at: datetime) -> Project:
        """The project in the epoch that a study falls into, asked for once per study while that epoch is open.

        Args:
            study_uid: the original one.
            at: when its object came.
        """
        if self.project.epoch_days is None:
            return self.project
        with self._lock:
            known = self._epochs.get(study_uid)
            if known is None or not known.current:
                if len(self._epochs) >= MAX_STUDIES:
                    self._epochs.clear()
                known = self._epochs[study_uid] = self.project.of_study(study_uid, at)
            return known

    def end(self) -> None:
        """End every study's span; twice is fine."""
        with self._lock:
            for study_uid in list(self._spans):
                self._end(study_uid)

    def _start(self, study_uid: str) -> Span:
        attributes = {
            "bildstrom.arrival_id": self.id,
            "bildstrom.project": self.project.name,
            "bildstrom.study_uid": study_uid,
        }
        # parent "": a trace of its own, whatever is current in this thread
        return tracing.start_span(f"arrive {self._way}", attributes, kind=SpanKind.SERVER, parent="")

    def _end(self, study_uid: str) -> None:
        span, _ = self._spans.pop(study_uid)
        span.set_attribute("bildstrom.instances", self._instances.pop(study_uid))
        span.end()
