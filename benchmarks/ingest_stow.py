"""STOW-RS: a set in one request, and each object in one of its own; against Orthanc's plugin where there is one."""

import http.client
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import monotonic
from typing import ClassVar

from ingest_process import IngestProcess, free_port
from ingest_runs import peak_rss_mb, settle
from ingest_servers import Orthanc
from ingest_sets import ObjectSet
from report import Target, spread

RATE_GOAL = 2.5  # times Orthanc
GROWTH_GOAL = 64.0  # MB that one large request may add to the peak
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
_BOUNDARY = "bildstrom-bench"
_HEAD = f"--{_BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n".encode()
_TYPE = f'multipart/related; type="application/dicom"; boundary={_BOUNDARY}'

Measured = tuple[float, float]  # objects/s, growth of the peak in MB


class OrthancWeb(Orthanc):
    """With its DICOMweb plugin."""

    settings: ClassVar[dict[str, object]] = {"Plugins": [str(PLUGIN)]}

    @property
    def http_port(self) -> int:
        """Of its REST API."""
        return self._http


def stow_section(sets: Sequence[ObjectSet], folder: Path, rounds: int) -> tuple[list[Target], list[str]]:
    """Measure each set in one request and the small one in single ones; targets, and lines of the report."""
    ways = [(one, len(list(one.folder.iterdir()))) for one in sets] + [(sets[-1], 1)]
    receivers = {"bildstrom": _bildstrom} | ({"orthanc": _orthanc} if PLUGIN.exists() else {})
    results: dict[tuple[str, int], list[Measured]] = {(name, way): [] for way in range(len(ways)) for name in receivers}
    for number in range(rounds):
        pairs = list(results)
        random.shuffle(pairs)
        for name, way in pairs:
            results[name, way].append(receivers[name](*ways[way], folder / f"{number}-{name}-{way}"))
    targets: list[Target] = []
    rows = []
    for way, (objects, per_request) in enumerate(ways):
        label = f"STOW {objects.name}, {'one request' if per_request > 1 else 'a request each'}"
        for name in receivers:
            rates, growths = ([one[at] for one in results[name, way]] for at in (0, 1))
            rows.append(f"| {label} | {name} | {spread(rates)} | {max(growths):.0f} |")
        targets += _targets(label, results, way)
    absent = [] if PLUGIN.exists() else ["", "Orthanc's DICOMweb plugin is absent (Debian: orthanc-dicomweb)."]
    head = ["", "## STOW-RS", "", "| way | receiver | objects/s | peak RSS grew by, MB |", "|---|---|---|---|"]
    return targets, [*head, *rows, *absent]


def _targets(label: str, results: dict[tuple[str, int], list[Measured]], way: int) -> list[Target]:
    ours = results["bildstrom", way]
    growth = max(one[1] for one in ours)
    name = f"{label}: growth of peak RSS (at most)"
    found = [Target(name, round(growth, 1), GROWTH_GOAL, "MB", growth <= GROWTH_GOAL)]
    if ("orthanc", way) in results:
        ratio = median(one[0] for one in ours) / median(one[0] for one in results["orthanc", way])
        found.append(Target(f"{label}: rate / orthanc", round(ratio, 2), RATE_GOAL, "x", ratio >= RATE_GOAL))
    return found


def _bildstrom(objects: ObjectSet, per_request: int, folder: Path) -> Measured:
    port = free_port()
    ingest = IngestProcess(folder, settings={"stow-port": str(port)})
    ingest.start()
    try:
        ingest.wait_for(port)
        settle(ingest.pid)
        path = f"/projects/{ingest.project}/studies"
        found = _measured(objects, per_request, port, path, lambda: peak_rss_mb(ingest.pid))
        if ingest.waiting() != objects.objects + 1:
            raise SystemExit(f"bildstrom has {ingest.waiting()} objects of {objects.objects + 1}")
        return found
    finally:
        ingest.kill_all()


def _orthanc(objects: ObjectSet, per_request: int, folder: Path) -> Measured:
    folder.mkdir(parents=True)
    orthanc = OrthancWeb(folder, nagle=False)
    settle(orthanc.pid)
    try:
        found = _measured(
            objects, per_request, orthanc.http_port, "/dicom-web/studies", lambda: peak_rss_mb(orthanc.pid)
        )
        if orthanc.stored() != objects.objects + 1:
            raise SystemExit(f"orthanc has {orthanc.stored()} objects of {objects.objects + 1}")
        return found
    finally:
        orthanc.stop()


def _measured(objects: ObjectSet, per_request: int, port: int, path: str, peak: Callable[[], float]) -> Measured:
    files = sorted(objects.folder.iterdir())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    _post(connection, path, list(objects.warm_up.iterdir()))
    before, began = peak(), monotonic()
    for at in range(0, len(files), per_request):
        _post(connection, path, files[at : at + per_request])
    seconds = monotonic() - began
    connection.close()
    return len(files) / seconds, peak() - before


def _post(connection: http.client.HTTPConnection, path: str, files: Sequence[Path]) -> None:
    length = sum(len(_HEAD) + file.stat().st_size + 2 for file in files) + len(_BOUNDARY) + 4
    headers = {"Content-Type": _TYPE, "Accept": "application/dicom+json", "Content-Length": str(length)}
    connection.request("POST", path, _body(files), headers)
    answer = connection.getresponse()
    if answer.status != http.client.OK:
        raise SystemExit(f"a request was answered {answer.status}: {answer.read()[:200]!r}")
    answer.read()


def _body(files: Sequence[Path]) -> Iterator[bytes]:
    for file in files:
        yield _HEAD + file.read_bytes() + b"\r\n"
    yield f"--{_BOUNDARY}--".encode()
