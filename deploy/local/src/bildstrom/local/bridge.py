"""The OTLP bridge as a process of the stack."""

import sys

from bildstrom.local.ports import Ports
from bildstrom.local.probes import ask_http
from bildstrom.local.process import Command


class Bridge:
    """Takes OTLP over HTTP, gives Zipkin what it understands."""

    name = "otlp-bridge"
    needs: tuple[str, ...] = ()
    ready_s = 60.0
    stop_s = 5.0

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.port = ports.otlp

    def prepare(self) -> Command:
        """Point it at Zipkin; it answers 503 until Zipkin is up, and exporters try again."""
        options = ("--port", str(self.port), "--zipkin", self._ports.url("zipkin"))
        return Command((sys.executable, "-P", "-m", "bildstrom.local.otlp_bridge", *options))

    def probe(self) -> None:
        """Ready when it answers."""
        ask_http(self.port, "/health")

    def clean(self) -> None:
        """Nothing lies outside the process."""
