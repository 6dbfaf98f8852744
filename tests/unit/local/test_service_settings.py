"""What the services are told is what they ask for."""

import importlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bildstrom.console.settings import ConsoleSettings
from bildstrom.local import service_settings
from bildstrom.local.folders import Cache, Home
from bildstrom.local.ports import Ports
from bildstrom.local.service import Service, Value, write_toml
from bildstrom.local.wiring import open_stack
from bildstrom.runtime.settings import ServiceSettings, load

SERVICES = ("ingest", "deid", "index", "studies", "inference")
# every port is unlike the default, so a setting that is not passed on is seen
PORTS = Ports(**{name: number + 1000 for name, number in asdict(Ports()).items()})
DEFAULTS = {str(number) for number in asdict(Ports()).values()}


def told(name: str, home: Home) -> dict[str, Value]:
    if name == "inference":
        return service_settings.inference(home, PORTS, Path("/somewhere/models"))
    return dict(getattr(service_settings, name)(home, PORTS))


def settings_of(name: str) -> type[ServiceSettings]:
    module: Any = importlib.import_module(f"bildstrom.{name}.settings")
    found: type[ServiceSettings] = getattr(module, f"{name.capitalize()}Settings")
    return found


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_accepts_its_file_and_keeps_no_default_port_or_folder(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.toml"
    write_toml(path, told(name, Home(tmp_path / "a home")))
    settings = load(settings_of(name), name, ["--config", str(path)])
    for field, value in settings.model_dump(mode="json").items():
        assert not any(default in str(value) for default in DEFAULTS), f"{field} is left at its default"
        assert ".bildstrom" not in str(value), f"{field} is left at its default"
    assert settings.kafka == PORTS.address("kafka")
    assert settings.otlp == PORTS.url("otlp")


def test_the_console_accepts_its_file_and_keeps_no_default_port(tmp_path: Path) -> None:
    path = tmp_path / "console.toml"
    write_toml(path, service_settings.console(PORTS))
    settings = load(ConsoleSettings, "console", ["--config", str(path)])
    assert not any(default in str(settings.model_dump()) for default in DEFAULTS)


def test_a_service_runs_as_a_module_with_its_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    service = Service("deid", ("topics",), 1, {"kafka": "127.0.0.1:1", "grpc_port": 2}, home)
    command = service.prepare()
    assert list(command.argv[1:]) == ["-P", "-m", "bildstrom.deid", "--config", str(tmp_path / "run" / "deid.toml")]
    assert (tmp_path / "run" / "deid.toml").read_text() == 'kafka = "127.0.0.1:1"\ngrpc_port = 2\n'


def test_a_table_is_written_behind_the_plain_values(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    write_toml(path, {"services": {"ingest": "a:1"}, "quiet": True, "names": ["ä", 'b"c']})
    assert path.read_text() == 'quiet = true\nnames = ["ä", "b\\"c"]\n\n[services]\ningest = "a:1"\n'


def test_the_stack_knows_every_server_and_service(tmp_path: Path) -> None:
    stack = open_stack(Home(tmp_path), Cache(tmp_path), PORTS)
    servers = ("kafka", "cassandra", "triton", "zipkin", "otlp-bridge")
    assert sorted(stack.names) == sorted((*servers, *SERVICES))
    assert list(tmp_path.iterdir()) == []  # nothing is written before a start
