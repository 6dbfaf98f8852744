"""Searches over HTTP, one after another on one connection: by patient, dates, modality, UID; and how they grow."""

import http.client
import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index_events import MODALITIES, Study
from report import percentile

P99_GOAL = 20.0  # ms
GROWTH_GOAL = 1.5  # median at the large size over the one at the small size, at most: flat
PAGE = 10  # as many as the smallest catalogue has of each modality


@dataclass(frozen=True, slots=True)
class Service:
    """Where a DICOMweb service is: its port, and the path in front of ``/studies``."""

    name: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to one kind of search, in ms, and how many studies a median answer held."""

    times: list[float]
    found: int

    @property
    def p50(self) -> float:
        """Median."""
        return percentile(self.times, 50)

    @property
    def p99(self) -> float:
        """Of fewer than a hundred the slowest."""
        return percentile(self.times, 99)


def searches(studies: Sequence[Study], seed: int) -> Mapping[str, str]:
    """One search of each kind, for a study drawn at random: path and query behind the service's path."""
    study = random.Random(seed).choice(studies)
    month = f"{study.date[:6]}01-{study.date[:6]}28"
    return {
        "by patient": f"/studies?PatientID={study.patient}",
        "by accession number": f"/studies?AccessionNumber={study.accession}",
        "by date": f"/studies?StudyDate={study.date}",
        "by range of dates": f"/studies?StudyDate={month}&limit={PAGE}",
        "by modality": f"/studies?ModalitiesInStudy={random.Random(seed).choice(MODALITIES)}&limit={PAGE}",
        "by UID": f"/studies?StudyInstanceUID={study.uid}",
        "newest": f"/studies?limit={PAGE}",
        "series of a study": f"/studies/{study.uid}/series",
        "instances of a series": f"/studies/{study.uid}/series/{study.series_uid()}/instances?limit={PAGE}",
    }


def asked(service: Service, studies: Sequence[Study], rounds: int) -> dict[str, Asked]:
    """Ask so many searches of each kind, in turn; the first of each kind warms up.

    Raises:
        SystemExit: an answer is not 200 or, where a study must be found, empty.
    """
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=120)
    times: dict[str, list[float]] = {}
    counts: dict[str, list[int]] = {}
    for number in range(rounds + 1):
        for kind, path in searches(studies, number).items():
            began = time.perf_counter()
            body = _get(connection, service.path + path)
            taken = 1000 * (time.perf_counter() - began)
            if number:
                times.setdefault(kind, []).append(taken)
                counts.setdefault(kind, []).append(len(json.loads(body)))
    connection.close()
    return {kind: Asked(times[kind], sorted(counts[kind])[len(counts[kind]) // 2]) for kind in times}


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept": "application/dicom+json"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK or len(body) <= len("[]"):
        raise SystemExit(f"a search was answered {answer.status} with {len(body)} bytes")
    return body
