"""Key epochs on the real broker and object store: ingest and deid as processes, restarted, and an epoch destroyed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Servers
from integration.runtime.streams import publish, read_all
from polling import poll_until_async
from pynetdicom import AE
from pynetdicom_sender import c_store
from unit.deid.objects import ct, encoded, read

from bildstrom.console.__main__ import main
from bildstrom.console.exits import Exit
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import AUDIT_RECORDED, INSTANCE_DEIDENTIFIED, INSTANCE_RECEIVED, deadletter
from bildstrom.local.stack import Stack
from bildstrom.runtime.bus import Record

PROJECT = '\n[projects.passing]\ncalled_ae_titles = ["PASSING"]\nepoch_days = 30\n'
WHY = ("--reason", "thirty days are over", "--by", "ada")


@dataclass
class Running:
    """Ingest and deid as processes."""

    stack: Stack
    kafka: str

    @property
    def epochs(self) -> Path:
        """The folder of the project's epochs."""
        return self.stack.home.keys / "passing.epochs"

    def send(self, study: str, instance: str) -> None:
        """Send an object in an association of its own."""
        item = read(encoded(ct(StudyInstanceUID=study, SeriesInstanceUID=f"{study}.1", SOPInstanceUID=instance)))
        entity = AE(ae_title="SCANNER1")
        entity.add_requested_context(item.SOPClassUID, item.file_meta.TransferSyntaxUID)
        association = entity.associate("127.0.0.1", self.stack.ports.dicom, ae_title="PASSING")
        assert association.is_established
        assert c_store(association, item) == 0x0000
        association.release()

    async def received(self) -> list[tuple[Record, pb.InstanceReceived]]:
        """What was received of the project."""
        found = [
            (record, pb.InstanceReceived.FromString(record.value))
            for record in await read_all(self.kafka, INSTANCE_RECEIVED)
        ]
        return [(record, message) for record, message in found if message.instance.project == "passing"]

    async def clean(self, count: int) -> list[pb.InstanceDeidentified]:
        """What was de-identified of the project, once there is so much of it."""

        async def there() -> list[pb.InstanceDeidentified]:
            records = await read_all(self.kafka, INSTANCE_DEIDENTIFIED)
            messages = [pb.InstanceDeidentified.FromString(record.value) for record in records]
            ours = [message for message in messages if message.instance.project == "passing"]
            return ours if len(ours) >= count else []

        found: list[pb.InstanceDeidentified] = await poll_until_async(there, f"{count} clean objects", 90)
        return found

    def files(self, root: str) -> dict[str, bytes]:
        """The project's objects below a part of the object store."""
        folder = self.stack.home.data / "objects" / root / "passing"
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.dcm")}


@pytest.fixture
def running(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Ingest and deid, with a project whose epochs have thirty days."""
    stack, kafka = servers.stack, servers.kafka()
    stack.home.keys.mkdir(parents=True, exist_ok=True)
    before = stack.home.projects.read_text() if stack.home.projects.exists() else None
    demo = '[projects.demo]\ncalled_ae_titles = ["BILDSTROM"]\n'
    stack.home.projects.write_text((before or demo) + PROJECT)
    (stack.home.keys / "passing.key").write_text("07" * 32)
    stack.up(["deid", "ingest"])
    monkeypatch.setenv("BILDSTROM_CONSOLE_SERVICES", json.dumps({"deid": stack.ports.address("deid_grpc")}))
    yield Running(stack, kafka)
    for service in ("ingest", "deid"):
        stack.stop(service)
    stack.home.projects.write_text(before or demo)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What the command line answers about the project's epochs."""
    assert main(["--project", "passing", "deid", "epochs", *words, "--json"]) == Exit.OK
    return json.loads(capsys.readouterr().out)


@pytest.mark.timeout(400)
async def test_an_epoch_outlives_restarts_and_what_it_named_survives_its_key(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    running.send("1.2.3", "1.2.3.4")
    (first,) = await running.clean(1)
    began = running.epochs / "0001" / "began"
    key = bytes.fromhex((running.epochs / "0001" / "key").read_text())
    began.write_text((datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="seconds"))  # so time passes
    for service in ("ingest", "deid"):
        running.stack.kill(service)
        running.stack.start(service)
    running.send("1.2.3", "1.2.3.5")
    running.send("1.2.9", "1.2.9.1")
    made = {message.instance.sop_instance_uid: message for message in await running.clean(3)}
    new = bytes.fromhex((running.epochs / "0002" / "key").read_text())
    late, other = made[pseudonymous_uid(key, "1.2.3.5")], made[pseudonymous_uid(new, "1.2.9.1")]
    assert first.instance.study_uid == late.instance.study_uid == pseudonymous_uid(key, "1.2.3")
    assert sorted(message.epoch for _, message in await running.received()) == ["0001", "0001", "0002"]

    clean = running.files("clean")
    asked(capsys, "close", "0001", *WHY)
    assert main(["--project", "passing", "deid", "epochs", "destroy", "0001", "--yes", *WHY]) == Exit.FAILED
    capsys.readouterr()
    done = asked(capsys, "destroy", "0001", "--delete-originals", "--yes", *WHY)
    assert done == {"destroyed": "0001", "originals_deleted": 2}
    listed = [(item["epoch"], item["state"], item["originals"]) for item in asked(capsys, "list")["epochs"]]
    assert listed == [("0001", "destroyed", 0), ("0002", "open", 1)]
    assert running.files("clean") == clean
    assert [place.split("/")[0] for place in running.files("raw")] == [other.instance.study_uid]

    await publish(running.kafka, [record for record, _ in await running.received()])  # a replay of everything
    running.send("1.2.3", "1.2.3.6")  # nobody can tell that it belonged to the study
    await running.clean(5)

    async def reasons() -> list[str]:
        letters = [pb.DeadLetter.FromString(one.value) for one in await read_all(running.kafka, deadletter("deid"))]
        return [letter.reason for letter in letters if letter.key.decode() == first.instance.study_uid]

    await poll_until_async(lambda: _equal(reasons, ["key_destroyed"] * 2), "two dead letters", 60)
    again = {message.instance.sop_instance_uid: message for message in await running.clean(5)}
    assert pseudonymous_uid(new, "1.2.3.6") in again
    assert {name: again[name] for name in made} == made
    assert not (running.epochs / "0001" / "key").exists()
    records = [pb.AuditRecorded.FromString(record.value) for record in await read_all(running.kafka, AUDIT_RECORDED)]
    assert [(record.action, record.subject) for record in records if record.project == "passing"] == [
        (pb.AUDIT_ACTION_EPOCH_CLOSED, "epoch 0001"),
        (pb.AUDIT_ACTION_EPOCH_DESTROYED, "epoch 0001"),
    ]


async def _equal(found: Any, expected: list[str]) -> bool:
    return bool(await found() == expected)
