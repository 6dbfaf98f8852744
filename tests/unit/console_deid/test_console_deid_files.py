"""``bildstrom deid file``, ``verify``, ``explain`` and ``profiles`` against the service in a thread of this process."""

import json
from pathlib import Path
from typing import Any

import pytest
from unit.console_deid.served import KEPT, PASSES, Served
from unit.deid.objects import INSTANCE, KEY, SERIES, STUDY, cleaned, ct, encoded

from bildstrom.console.__main__ import main
from bildstrom.console.exits import Exit
from bildstrom.deid.profile.profile import BASIC
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as events

PLACE = "/".join(pseudonymous_uid(KEY, uid) for uid in (STUDY, SERIES, INSTANCE))


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """What the last command printed."""
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an object that passes, one that is kept back, and no object at all, in folders below it."""
    for name, content in (("a/Mustermann.dcm", PASSES), ("b/kept", KEPT), ("readme.txt", b"nothing")):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    return tmp_path / "in"


def test_a_folder_becomes_clean_files_under_their_pseudonyms_and_a_report(
    served: Served, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, clean = tmp_path / "out", cleaned(PASSES)
    assert main(["deid", "file", str(folder), "--out", str(out), "--by", "ada", "--json"]) == Exit.FAILED
    assert document(capsys) == {
        "objects": 2,
        "cleaned": 1,
        "kept_back": [{"path": str(folder / "b" / "kept"), "reason": "burned_in_text"}],
        "not_dicom": 1,
        "report": str(out / "report.jsonl"),
    }
    assert (out / f"{PLACE}.dcm").read_bytes() == clean.data
    reports = [json.loads(line) for line in (out / "report.jsonl").read_text().splitlines()]
    assert [(one["clean_sha256"], one["kept_back"], one["file"]) for one in reports] == [
        (clean.sha256, None, f"{PLACE}.dcm"),
        (None, "burned_in_text", None),
    ]
    assert "Mustermann" not in (out / "report.jsonl").read_text()
    assert [record.actor for record in served.store.audited()] == ["ada", "ada"]


@pytest.mark.usefixtures("served")
def test_other_content_of_the_same_object_does_not_replace_it(tmp_path: Path) -> None:
    for number, kvp in enumerate(("120", "80", "120")):
        (tmp_path / f"{number}.dcm").write_bytes(encoded(ct(KVP=kvp)))
    out = tmp_path / "out"
    assert main(["deid", "file", *(str(path) for path in sorted(tmp_path.glob("*.dcm"))), "--out", str(out)]) == Exit.OK
    other = cleaned(encoded(ct(KVP="80")))
    assert {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.dcm")} == {
        f"{PLACE}.dcm": cleaned(encoded(ct(KVP="120"))).data,
        f"{PLACE}_{other.sha256}.dcm": other.data,
    }


@pytest.mark.usefixtures("served")
def test_a_folder_without_objects_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "file", str(tmp_path), "--out", str(tmp_path / "out"), "--json"]) == Exit.NOT_FOUND
    assert document(capsys)["error"]["what"] == "no DICOM object among 0 files"


def test_nothing_is_left_in_what_was_cleaned_and_much_in_what_was_not(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original, clean = tmp_path / "original.dcm", tmp_path / "clean.dcm"
    original.write_bytes(PASSES)
    clean.write_bytes(cleaned(PASSES).data)
    asked = ["deid", "verify", str(clean), "--original", str(original), "--json"]
    assert main(asked) == Exit.OK
    found = document(capsys)
    assert (found["profile"], found["left"]) == (BASIC.identity, [])
    assert main(["deid", "verify", str(original), "--json"]) == Exit.FAILED
    left = document(capsys)["left"]
    assert {
        "kind": "rule",
        "path": "(0008,0090)",
        "keyword": "ReferringPhysicianName",
        "rule": "E.1-1 Z",
    } in left
    assert "Grünwald" not in str(left)
    assert [record.action for record in served.store.audited()] == [events.AUDIT_ACTION_OBJECT_VERIFIED] * 2


@pytest.mark.usefixtures("served")
def test_the_compiled_policy_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["deid", "explain", "--sop-class", "CTImageStorage"]
    assert main([*asked, "StudyD*", "0010,0010", "--json"]) == Exit.OK
    made = document(capsys)
    assert (made["profile"], made["sop_class"]) == (BASIC.identity, "1.2.840.10008.5.1.4.1.1.2")
    assert [(one["tag"], one["attribute"], one["action"]) for one in made["policies"]] == [
        ("(0008,0020)", "StudyDate", "move by the patient's weeks"),
        ("(0008,1030)", "StudyDescription", "remove"),
        ("(0010,0010)", "PatientName", "write anew"),
    ]
    assert main(["deid", "explain", "PatientName", "--json"]) == Exit.OK
    assert document(capsys)["sop_class"] is None  # PS3.6 has retired classes without a keyword: none of them is meant
    assert main([*asked, "TreatmentMachineName", "--inside", "BeamSequence"]) == Exit.OK
    assert "E.1-1 X/Z" in capsys.readouterr().out
    assert main([*asked, "NoSuchThing"]) == Exit.NOT_FOUND
    assert main(["deid", "explain", "--sop-class", "Table"]) == Exit.USAGE
    assert main(["deid", "explain", "--inside", "PatientName"]) == Exit.USAGE
    assert main(["deid", "explain", "--profile", "identity"]) == Exit.USAGE
    capsys.readouterr()


@pytest.mark.usefixtures("served")
def test_profiles_are_listed_with_their_projects(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "profiles", "--json"]) == Exit.OK
    basic, identity = document(capsys)["profiles"]
    assert basic == {
        "name": "basic",
        "identity": BASIC.identity,
        "unchanged": False,
        "options": ["retain-modified-dates"],
        "codes": ["113100", "113107"],
        "site_rules": 0,
        "pixels": "as they are",
        "projects": ["demo"],
    }
    assert (identity["name"], identity["unchanged"], identity["projects"]) == ("identity", True, [])
