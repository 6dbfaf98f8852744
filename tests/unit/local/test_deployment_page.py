"""The page about servers: its files and commands are understood by the services that they are for."""

import re
import shlex
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.settings import DeidSettings
from bildstrom.index.settings import IndexSettings
from bildstrom.inference.settings import InferenceSettings
from bildstrom.ingest.settings import IngestSettings
from bildstrom.runtime.settings import load
from bildstrom.studies.settings import StudiesSettings

PAGE = (Path(__file__).resolve().parents[3] / "docs/howto/deployment.md").read_text()
SETTINGS: dict[str, type[BaseSettings]] = {
    "console": ConsoleSettings,
    "deid": DeidSettings,
    "index": IndexSettings,
    "inference": InferenceSettings,
    "ingest": IngestSettings,
    "studies": StudiesSettings,
}
FILES = {Path(name).stem: text for name, text in re.findall(r"```toml\n# ([^ ,\n]+)[^\n]*\n(.*?)```", PAGE, re.DOTALL)}
COMMANDS = re.findall(r"^python -m bildstrom\.(\w+) (.*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("service", sorted(FILES))
def test_a_services_file_is_accepted(service: str, tmp_path: Path) -> None:
    file = tmp_path / f"{service}.toml"
    file.write_text(FILES[service])
    assert load(SETTINGS[service], service, ["--config", str(file)]).model_fields_set


@pytest.mark.parametrize(("service", "options"), COMMANDS)
def test_a_command_is_accepted_with_its_file(service: str, options: str, tmp_path: Path) -> None:
    file = tmp_path / f"{service}.toml"
    file.write_text(FILES.get(service, ""))
    arguments = [
        str(file) if word.startswith("/etc/bildstrom/") and word.endswith(".toml") else word
        for word in shlex.split(options)
    ]
    assert load(SETTINGS[service], service, arguments).model_fields_set


def test_every_service_is_started_and_each_deid_by_a_name_and_ports_of_its_own() -> None:
    assert {service for service, _ in COMMANDS} == set(SETTINGS) - {"console"}
    deids = [options for service, options in COMMANDS if service == "deid"]
    for option in ("--replica", "--grpc-port", "--metrics-port"):
        assert len({re.findall(rf"{option} (\S+)", one)[0] for one in deids}) == len(deids) == 3
