"""Quarantine, files and verdicts on the real broker and object store: deid as a process, asked by the command line."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest
from conftest import Servers
from integration.runtime.streams import publish, read_all
from polling import poll_until
from unit.deid.objects import PROJECT, claim_of, ct, encoded

from bildstrom.console.__main__ import main
from bildstrom.console.exits import Exit
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import AUDIT_RECORDED, INSTANCE_DEIDENTIFIED, INSTANCE_RECEIVED
from bildstrom.local.stack import Stack
from bildstrom.runtime.events import Event, encode, event_id
from bildstrom.runtime.local_objects import LocalObjectStore

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@dataclass
class Running:
    """deid as a process, and the command line that asks it."""

    stack: Stack
    kafka: str

    @property
    def objects(self) -> Path:
        """The folder of the object store."""
        return self.stack.home.data / "objects"

    async def receive(self, raw: bytes) -> pb.InstanceReceived:
        """Let an object arrive."""
        key = bytes.fromhex((self.stack.home.keys / "demo.key").read_text())
        claim = claim_of(raw, PROJECT.model_copy(update={"key": key}))
        who = pb.InstanceIdentity(
            project="demo",
            study_uid=claim.study_uid,
            series_uid=claim.series_uid,
            sop_instance_uid=claim.sop_instance_uid,
            sop_class_uid=claim.sop_class_uid,
        )
        place = f"raw/demo/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{claim.sha256}.dcm"
        await LocalObjectStore(self.objects).put(place, raw)
        ref = pb.ObjectRef(key=place, size=len(raw), sha256=claim.sha256)
        message = pb.InstanceReceived(instance=who, object=ref, transfer_syntax_uid="1.2.840.10008.1.2.1")
        message.received_at.FromDatetime(NOW)
        identifier = event_id(INSTANCE_RECEIVED, who.sop_instance_uid)
        event = Event(topic=INSTANCE_RECEIVED, key=who.study_uid, message=message, id=identifier, time=NOW)
        await publish(self.kafka, [encode(event, "test")])
        return message

    async def passed_on(self, sop_instance_uid: str) -> dict[str, pb.InstanceDeidentified]:
        """The ``instance.deidentified`` of an instance by their event id."""
        found = {}
        for record in await read_all(self.kafka, INSTANCE_DEIDENTIFIED):
            message = pb.InstanceDeidentified.FromString(record.value)
            if message.instance.sop_instance_uid == sop_instance_uid:
                found[dict(record.headers)["ce_id"].decode()] = message
        return found

    async def decisions(self, sop_instance_uid: str) -> list[pb.AuditRecorded]:
        """The audit records about an instance."""
        records = [pb.AuditRecorded.FromString(record.value) for record in await read_all(self.kafka, AUDIT_RECORDED)]
        return [record for record in records if record.sop_instance_uid == sop_instance_uid]


@pytest.fixture(scope="module")
def running(servers: Servers) -> Iterator[Running]:
    """A running deid."""
    kafka = servers.kafka()
    servers.stack.up(["deid"])
    yield Running(servers.stack, kafka)
    servers.stack.stop("deid")


@pytest.fixture(autouse=True)
def console(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line finds this deid."""
    addresses = {"deid": running.stack.ports.address("deid_grpc")}
    monkeypatch.setenv("BILDSTROM_CONSOLE_SERVICES", json.dumps(addresses))


def kept(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What the command line lists, by instance."""
    assert main(["quarantine", "list", "--json"]) == Exit.OK
    return {entry["instance"]: entry for entry in json.loads(capsys.readouterr().out)["quarantined"]}


@pytest.mark.timeout(300)
async def test_a_released_object_is_passed_on_once_whatever_is_killed_and_comes_again(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = encoded(ct(BurnedInAnnotation="YES", SOPInstanceUID="1.2.3.1"))
    received = await running.receive(raw)
    uid = received.instance.sop_instance_uid
    entry = poll_until(lambda: kept(capsys).get(uid, {}), "the object in quarantine", 60)
    assert (entry["reason"], entry["source_sha256"]) == ("burned_in_text", hashlib.sha256(raw).hexdigest())
    assert S_IMODE((running.objects / "quarantine").stat().st_mode) == 0o700

    asked = ["quarantine", "release", uid, "--override", "burned_in_text", "--reason", "only a scale", "--by", "ada"]
    assert main(asked) == Exit.OK
    running.stack.kill("deid")
    running.stack.start("deid")
    await running.receive(raw)  # a replay
    later = await running.receive(encoded(ct(BurnedInAnnotation="YES", SOPInstanceUID="1.2.3.2")))
    poll_until(lambda: kept(capsys).get(later.instance.sop_instance_uid), "what came after it", 60)
    assert uid not in kept(capsys)
    assert main(asked) == Exit.NOT_FOUND

    (message,) = (await running.passed_on(uid)).values()
    clean = await LocalObjectStore(running.objects).get(message.object.key)
    assert hashlib.sha256(clean).hexdigest() == message.object.sha256
    (decision,) = await running.decisions(uid)
    assert (decision.action, decision.actor) == (pb.AUDIT_ACTION_QUARANTINE_RELEASED, "ada")
    assert list(decision.overridden) == [pb.QUARANTINE_REASON_BURNED_IN_TEXT]
    assert decision.clean_sha256 == message.object.sha256


@pytest.mark.timeout(300)
async def test_of_a_discarded_object_no_bytes_are_left(running: Running, capsys: pytest.CaptureFixture[str]) -> None:
    raw = encoded(ct(BurnedInAnnotation="YES", SOPInstanceUID="1.2.3.3"))
    uid = (await running.receive(raw)).instance.sop_instance_uid
    poll_until(lambda: kept(capsys).get(uid), "the object in quarantine", 60)
    asked = ["quarantine", "discard", uid, "--reason", "sent by mistake", "--by", "ada", "--yes"]
    assert main(asked) == Exit.OK
    assert main(asked) == Exit.NOT_FOUND
    assert not [path for path in running.objects.rglob("*") if path.is_file() and path.read_bytes() == raw]
    assert await running.passed_on(uid) == {}
    (decision,) = await running.decisions(uid)
    assert (decision.action, decision.reason) == (pb.AUDIT_ACTION_QUARANTINE_DISCARDED, "sent by mistake")


@pytest.mark.timeout(300)
async def test_files_are_cleaned_and_verified_by_the_running_service_with_audit_records(
    running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, out = tmp_path / "in.dcm", tmp_path / "out"
    raw.write_bytes(encoded(ct(SOPInstanceUID="1.2.3.4")))
    assert main(["deid", "file", str(raw), "--out", str(out), "--by", "ada"]) == Exit.OK
    (clean,) = out.rglob("*.dcm")
    assert main(["deid", "verify", str(clean), "--original", str(raw), "--by", "ada"]) == Exit.OK
    assert main(["deid", "verify", str(raw), "--by", "ada"]) == Exit.FAILED
    capsys.readouterr()
    assert main(["deid", "profiles", "--json"]) == Exit.OK
    listed = json.loads(capsys.readouterr().out)["profiles"]
    assert [(one["name"], one["projects"]) for one in listed] == [("basic", ["demo"]), ("identity", [])]
    digest = hashlib.sha256(clean.read_bytes()).hexdigest()
    records = [pb.AuditRecorded.FromString(record.value) for record in await read_all(running.kafka, AUDIT_RECORDED)]
    assert [record.action for record in records if record.clean_sha256 == digest] == [
        pb.AUDIT_ACTION_PROFILE_TRIED,
        pb.AUDIT_ACTION_OBJECT_VERIFIED,
    ]
