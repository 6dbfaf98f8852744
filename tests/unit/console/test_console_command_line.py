"""Exit codes, errors and settings of the command line; nothing listens at the addresses used here."""

import json
from pathlib import Path

import pytest

from bildstrom.console.__main__ import main
from bildstrom.console.doctor.checks import GIB, Machine, java_major, verdicts
from bildstrom.console.exits import Exit
from bildstrom.console.lazy import COMMANDS
from bildstrom.console.settings import ConsoleSettings, host_port, read

NOBODY = "127.0.0.1:9"


def test_every_noun_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        assert main([name, "--help"]) == Exit.OK
        assert "--help" in capsys.readouterr().out


def test_help_lists_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == Exit.OK
    shown = capsys.readouterr().out
    assert "3  something that is needed does not answer" in shown
    assert "4  what was asked for does not exist" in shown


def test_a_catalogue_that_is_down_is_exit_code_3_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--catalog", NOBODY, "studies", "list", "--json"]) == Exit.DOWN
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "error": {
            "what": f"the catalogue at {NOBODY} answers unavailable",
            "todo": "see what is down by `bildstrom status`; start the stack by `make up`",
            "exit_code": 3,
        }
    }
    assert "what to do:" in err


def test_a_wrong_command_line_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadletters", "show", "nonsense", "--json"]) == Exit.USAGE
    assert json.loads(capsys.readouterr().out)["error"]["exit_code"] == 2
    assert main(["deadletters", "redrive"]) == Exit.USAGE
    assert main(["nonsense"]) == Exit.USAGE


def test_a_folder_without_dicom_is_exit_code_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    assert main(["send", str(tmp_path)]) == Exit.NOT_FOUND
    assert "no DICOM object among 1 files" in capsys.readouterr().err


def test_the_command_line_overrides_the_environment_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "console.toml"
    file.write_text('project = "filed"\nkafka = "filed:1"\ncatalog = "filed:2"\n[services]\ndeid = "filed:3"\n')
    monkeypatch.setenv("BILDSTROM_CONSOLE_KAFKA", "environment:1")
    monkeypatch.setenv("BILDSTROM_CONSOLE_CATALOG", "environment:2")

    settings = read(str(file), {"catalog": "line:2", "zipkin": None})

    expected = ConsoleSettings(project="filed", kafka="environment:1", catalog="line:2", services={"deid": "filed:3"})
    assert settings.model_dump() == expected.model_dump()


def test_the_local_stacks_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(None, {}).model_dump() == ConsoleSettings().model_dump()
    local = tmp_path / ".bildstrom/run/console.toml"
    local.parent.mkdir(parents=True)
    local.write_text('project = "local"\n')
    assert read(None, {}).project == "local"


def test_an_unknown_setting_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "console.toml"
    file.write_text('kafak = "host:1"\n')
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(file), "studies", "list"])
    assert ended.value.code == Exit.USAGE
    assert "kafak" in capsys.readouterr().err


def test_an_address_needs_host_and_port() -> None:
    assert host_port("[::1]:104") == ("::1", 104)
    with pytest.raises(ValueError, match="host_port"):
        host_port("localhost")


def test_a_complete_machine_passes() -> None:
    machine = Machine((3, 12), 'openjdk version "17.0.15" 2025-04-15', "Apache Maven 3.8.7", 50 * GIB, 16 * GIB)

    assert {verdict.state for verdict in verdicts(machine)} == {"ok"}


def test_every_lack_says_what_to_do() -> None:
    machine = Machine((3, 10), None, None, GIB, GIB, {"kafka": 19092}, ("kafka",))

    found = {verdict.check: verdict.state for verdict in verdicts(machine)}

    assert found == {
        "python": "missing",
        "java": "missing",
        "maven": "missing",
        "disk": "missing",
        "memory": "missing",
        "ports": "missing",
        "stack": "down",
    }
    assert all(verdict.todo for verdict in verdicts(machine))


def test_javas_old_and_new_version_texts_are_read() -> None:
    assert [java_major(line) for line in ('java version "1.8.0_402"', 'openjdk version "21" 2023-09-19', "?")] == [
        8,
        21,
        None,
    ]


@pytest.mark.parametrize("group", [[], ["deid"], ["deid", "epochs"], ["studies"], ["quarantine"], ["deadletters"]])
def test_a_group_tells_each_command_in_a_whole_sentence(group: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*group, "--help"]) == Exit.OK
    commands = capsys.readouterr().out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert commands
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


def test_a_path_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied", "folder/clean.dcm")

    monkeypatch.setattr("bildstrom.console.send.command.find", refuse)
    assert main(["send", str(tmp_path)]) == Exit.USAGE
    assert capsys.readouterr().err == (
        "bildstrom: folder/clean.dcm: Permission denied\n"
        "  what to do: name another path, or see to its permissions and the free space\n"
    )


@pytest.mark.parametrize("title", ["", "   ", "SEVENTEEN_LETTERS", "BACK\\SLASH", "Ä"])
def test_what_can_be_no_ae_title_is_not_sent(title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["send", str(tmp_path), "--called", title]) == Exit.USAGE
    assert "is no AE title: 1 to 16 characters" in capsys.readouterr().err


def test_an_address_without_a_port_is_a_mistake_in_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BILDSTROM_CONSOLE_DICOM", "localhost")
    with pytest.raises(SystemExit) as ended:
        main(["status"])
    assert ended.value.code == Exit.USAGE
    assert "dicom: Value error, write host:port, such as 127.0.0.1:11112" in capsys.readouterr().err


def test_a_mistyped_uid_gets_no_pseudonym(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "pseudonym", "uid", "1.2.84O", "--json"]) == Exit.USAGE
    assert json.loads(capsys.readouterr().out)["error"]["what"] == "the identifier is no UID"
