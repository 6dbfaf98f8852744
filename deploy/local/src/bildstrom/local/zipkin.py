"""Zipkin: the local trace viewer, its traces in memory."""

from pathlib import Path

from bildstrom.local.java import SMALL, heap, java
from bildstrom.local.ports import HOST, Ports
from bildstrom.local.probes import ask_http
from bildstrom.local.process import Command

MAX_SPANS = 200_000


class Zipkin:
    """User interface and query API on one port.

    Args:
        jars: the folder of its executable jar.
    """

    name = "zipkin"
    needs: tuple[str, ...] = ()
    ready_s = 180.0
    stop_s = 15.0

    def __init__(self, jars: Path, ports: Ports) -> None:
        self._jars = jars
        self.port = ports.zipkin

    def prepare(self) -> Command:
        """Run its one jar."""
        jar = next(self._jars.glob("zipkin-server-*-exec.jar"))
        listener = {"ip": HOST, "port": self.port, "protocols[0]": "http"}
        return Command(
            (
                java(),
                *heap(64, 512),
                *SMALL,
                "-jar",
                str(jar),
                *(f"--armeria.ports[0].{key}={value}" for key, value in listener.items()),
            ),
            {"STORAGE_TYPE": "mem", "MEM_MAX_SPANS": str(MAX_SPANS)},
        )

    def probe(self) -> None:
        """Ready when its storage is."""
        ask_http(self.port, "/health")

    def clean(self) -> None:
        """Nothing lies outside the process."""
