"""One of Bildstrom's own services as a plain process, with a configuration file of its own."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bildstrom.local.folders import Home
from bildstrom.local.probes import ask_grpc_health
from bildstrom.local.process import Command

Value = str | int | bool | Sequence[str] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """``python -m bildstrom.<name> --config FILE``.

    Attributes:
        port: of its gRPC health service.
        settings: what its file says; a field that is absent keeps the service's default.
    """

    name: str
    needs: tuple[str, ...]
    port: int
    settings: Mapping[str, Value]
    home: Home
    ready_s: float = 120.0
    stop_s: float = 30.0

    def prepare(self) -> Command:
        """Write its configuration file."""
        path = self.home.run / f"{self.name}.toml"
        write_toml(path, self.settings)
        # -P: the folder it is started in does not become a place to import from
        return Command((sys.executable, "-P", "-m", f"bildstrom.{self.name}", "--config", str(path)))

    def probe(self) -> None:
        """Ready when it serves."""
        ask_grpc_health(self.port)

    def clean(self) -> None:
        """Nothing lies outside the home."""


def write_toml(path: Path, settings: Mapping[str, Value]) -> None:
    """Write a flat TOML file, tables of texts last, as TOML wants it."""
    tables = {key: value for key, value in settings.items() if isinstance(value, Mapping)}
    lines = [f"{key} = {_toml(value)}" for key, value in settings.items() if key not in tables]
    for key, table in tables.items():
        lines += ["", f"[{key}]", *(f"{name} = {_toml(value)}" for name, value in table.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def _toml(value: Value) -> str:
    """JSON's texts, numbers, booleans and lists of them are valid TOML."""
    return json.dumps(value, ensure_ascii=False)
