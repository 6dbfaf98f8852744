"""``bildstrom deid`` and ``bildstrom quarantine`` against the service of deid in a thread of this process."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from unit.console_deid.served import KEPT, PASSES, Served
from unit.deid.objects import INSTANCE, KEY, cleaned, read

from bildstrom.console.__main__ import main
from bildstrom.console.exits import Exit
from bildstrom.deid.profile.profile import BASIC
from bildstrom.dicom.pseudonym import pseudonymous_uid


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """What the last command printed."""
    return json.loads(capsys.readouterr().out)


def test_a_report_is_a_table_or_a_document(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["deid", "report", served.passed.study_uid, served.passed.sop_instance_uid, "--by", "ada"]
    assert main([*asked, "--json"]) == Exit.OK
    made = document(capsys)
    assert (made["kept_back"], made["clean_sha256"]) == (None, cleaned(PASSES).sha256)
    assert {"path": "(0010,0010)", "keyword": "PatientName", "effect": "replaced", "rule": "stamp"} in made["acted"]
    assert main(asked) == Exit.OK
    shown = capsys.readouterr().out
    assert "(0020,000D)" in shown
    assert "StudyInstanceUID" in shown
    assert "Mustermann" not in shown


def test_what_is_kept_back_is_reported_with_exit_code_1(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "report", served.kept.study_uid, served.kept.sop_instance_uid, "--json"]) == Exit.FAILED
    assert document(capsys)["kept_back"] == "burned_in_text"


@pytest.mark.usefixtures("served")
def test_a_trial_writes_the_clean_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(PASSES)
    assert main(["deid", "try", str(source), "--profile", "basic", "--out", str(out), "--json"]) == Exit.OK
    assert document(capsys)["profile"] == BASIC.identity
    assert read(out.read_bytes()).SOPInstanceUID == pseudonymous_uid(KEY, INSTANCE)
    assert main(["deid", "try", str(source), "--profile", "other", "--json"]) == Exit.USAGE
    assert document(capsys)["error"]["what"] == "profile: one of basic, identity"


@pytest.mark.usefixtures("served")
def test_a_pseudonym_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "pseudonym", "uid", INSTANCE]) == Exit.OK
    assert capsys.readouterr().out.strip() == pseudonymous_uid(KEY, INSTANCE)


def test_what_is_kept_back_is_listed_released_and_then_gone(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    kept = served.kept
    assert main(["quarantine", "list", "--json"]) == Exit.OK
    (entry,) = document(capsys)["quarantined"]
    assert (entry["instance"], entry["reason"], entry["releasable"]) == (kept.sop_instance_uid, "burned_in_text", True)

    beginning = kept.sop_instance_uid.removeprefix("2.25.")[:12]
    asked = ["quarantine", "release", f"{beginning}:{kept.source_sha256[:8]}", "--reason", "only a scale", "--json"]
    assert main(asked) == Exit.FAILED
    assert document(capsys)["error"] == {
        "what": "object: burned_in_text keeps it back",
        "todo": "name it in overrides once a person has looked",
        "exit_code": 1,
    }
    assert main([*asked, "--override", "burned_in_text", "--by", "ada"]) == Exit.OK
    assert document(capsys)["released"] == kept.sop_instance_uid
    assert [record.actor for record in served.store.audited()][-1] == "ada"
    assert main(asked) == Exit.NOT_FOUND


def test_discarding_asks_first(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    asked = ["quarantine", "discard", served.kept.sop_instance_uid, "--reason", "sent by mistake"]
    assert main(asked) == Exit.INTERRUPTED
    assert KEPT in served.store.objects.values()
    assert main([*asked, "--yes", "--json"]) == Exit.OK
    assert KEPT not in served.store.objects.values()
    capsys.readouterr()


def test_a_service_that_is_down_is_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BILDSTROM_CONSOLE_SERVICES", json.dumps({"deid": "127.0.0.1:9"}))
    assert main(["quarantine", "list", "--json"]) == Exit.DOWN
    assert document(capsys)["error"]["what"] == "deid at 127.0.0.1:9 answers unavailable"
