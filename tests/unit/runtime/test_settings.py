"""Settings: file < environment < command line; whatever is not a setting is refused with one clear line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from bildstrom.runtime.settings import ServiceSettings, load

DEFAULTS = {
    "kafka": "127.0.0.1:19092",
    "objects": "file:.bildstrom/data/objects",
    "otlp": None,
    "grpc_port": 0,
    "metrics_port": 0,
    "replica": "0",
    "log_level": "info",
    "quiet_s": 5.0,
}

Write = Callable[[str], str]


class StudiesSettings(ServiceSettings):
    """A service with a setting of its own."""

    quiet_s: float = Field(5.0, gt=0, description="seconds")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> str:
        path = tmp_path / "studies.toml"
        path.write_text(text)
        return str(path)

    return written


def read(*argv: str) -> dict[str, object]:
    return load(StudiesSettings, "studies", argv).model_dump()


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """What is printed when the settings are refused."""
    with pytest.raises(SystemExit) as ended:
        read(*argv)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_without_any_source_settings_are_the_local_stack() -> None:
    assert read() == DEFAULTS


def test_each_source_overrides_the_one_before(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write('kafka = "file:1"\nreplica = "file"\nquiet_s = 1.5\nlog_level = "error"\n')
    monkeypatch.setenv("BILDSTROM_STUDIES_REPLICA", "env")
    monkeypatch.setenv("BILDSTROM_STUDIES_QUIET_S", "2.5")
    given = {"kafka": "file:1", "replica": "env", "quiet_s": 3.5, "log_level": "error"}
    assert read("--config", path, "--quiet-s", "3.5") == DEFAULTS | given


@pytest.mark.parametrize("form", ["--config {}", "--config={}"])
def test_the_file_is_named_by_an_option(write: Write, form: str) -> None:
    path = write('kafka = "file:1"\n')
    assert read(*form.format(path).split()) == DEFAULTS | {"kafka": "file:1"}


def test_the_file_is_named_by_the_environment_and_the_option_wins(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.toml"
    other.write_text('kafka = "other:1"\n')
    monkeypatch.setenv("BILDSTROM_STUDIES_CONFIG", str(other))
    assert read() == DEFAULTS | {"kafka": "other:1"}
    assert read("--config", write('kafka = "file:1"\n')) == DEFAULTS | {"kafka": "file:1"}


def test_variables_of_other_services_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILDSTROM_DEID_KAFKA", "deid:1")
    monkeypatch.setenv("KAFKA", "nobody:1")
    assert read() == DEFAULTS


def test_settings_are_frozen() -> None:
    settings = load(StudiesSettings, "studies", [])
    with pytest.raises(ValidationError, match="frozen"):
        settings.kafka = "other:1"


def test_a_key_that_no_setting_has_is_refused_in_the_file(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write('kafak = "typo:1"\n')
    assert refused(capsys, "--config", path) == (
        "bildstrom studies: kafak: Extra inputs are not permitted\n"
        f"correct the setting in {path}, the environment or command line; --help lists all\n"
    )


def test_a_variable_that_no_setting_has_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BILDSTROM_STUDIES_QUITE_S", "2")
    assert refused(capsys) == (
        "bildstrom studies: no such setting: BILDSTROM_STUDIES_QUITE_S\n"
        "correct the setting in the environment or command line; --help lists all\n"
    )


def test_an_option_that_no_setting_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "unrecognized arguments: --kafak" in refused(capsys, "--kafak", "typo:1")


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [
        ("--grpc-port", "70000", "grpc_port"),
        ("--grpc-port", "many", "grpc_port"),
        ("--quiet-s", "0", "quiet_s"),
        ("--log-level", "loud", "log_level"),
        ("--replica", "has space", "replica"),
        ("--replica", "UPPER", "replica"),
        ("--replica", "", "replica"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused(
    capsys: pytest.CaptureFixture[str], option: str, value: str, field: str
) -> None:
    said = refused(capsys, option, value)
    assert field in said.replace("-", "_")


def test_every_mistake_has_its_line(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("grpc_port = 70000\nquiet_s = -1\nkafak = 1\n")
    said = refused(capsys, "--config", path).splitlines()
    assert sorted(line.split(":")[1].strip() for line in said[:-1]) == ["grpc_port", "kafak", "quiet_s"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "absent.toml")
    assert refused(capsys, "--config", path).startswith(
        f"bildstrom studies: --config {path}: No such file or directory\n"
    )


def test_a_file_that_the_environment_names_and_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BILDSTROM_STUDIES_CONFIG", str(tmp_path / "absent.toml"))
    assert "No such file or directory" in refused(capsys)


def test_an_option_without_its_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "--config").startswith("bildstrom studies: --config needs the path of a TOML file\n")


def test_a_file_that_is_no_toml_is_refused_with_the_line(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "--config", write("kafka: yaml\n"))
    assert "not TOML" in said
    assert "line 1" in said


def test_help_lists_all_settings_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read("--help")
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert [name for name in DEFAULTS if f"--{name.replace('_', '-')}" not in said] == []
