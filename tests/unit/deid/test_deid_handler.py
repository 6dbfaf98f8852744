"""From ``instance.received`` to ``instance.deidentified`` or ``instance.quarantined``."""

import functools
import hashlib
import json
import zlib
from datetime import UTC, datetime

import pytest
from fakes import FakeObjectStore
from unit.deid.objects import PROJECT, claim_of, cleaned, ct, encoded

from bildstrom.deid import handler
from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean, Deidentify, deidentify
from bildstrom.deid.handler import handle
from bildstrom.deid.keeping.kept import kept_object
from bildstrom.deid.profile.profile import BASIC, BUILT_IN
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED, INSTANCE_QUARANTINED, INSTANCE_RECEIVED
from bildstrom.runtime.children.bounded import ChildUnusableError
from bildstrom.runtime.errors import Rejected, Unavailable
from bildstrom.runtime.events import Event, event_id

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 3, 4, 5, 6, 1, tzinfo=UTC)
PROFILE = BASIC.identity
PROJECTS = Projects((PROJECT,))


def received(raw: bytes, project: str = "demo") -> Event:
    claim = claim_of(raw)
    who = pb.InstanceIdentity(
        project=project,
        study_uid=claim.study_uid,
        series_uid=claim.series_uid,
        sop_instance_uid=claim.sop_instance_uid,
        sop_class_uid=claim.sop_class_uid,
    )
    key = f"raw/{project}/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{claim.sha256}.dcm"
    message = pb.InstanceReceived(instance=who, object=pb.ObjectRef(key=key, size=len(raw), sha256=claim.sha256))
    message.received_at.FromDatetime(RECEIVED_AT)
    return Event(topic=INSTANCE_RECEIVED, key=who.study_uid, message=message, id="1", time=RECEIVED_AT)


async def handled(raw: bytes, objects: FakeObjectStore, engine: Deidentify = deidentify) -> Event:
    event = received(raw)
    assert isinstance(event.message, pb.InstanceReceived)
    objects.objects[event.message.object.key] = raw
    bound = functools.partial(
        handle, objects=objects, projects=Projects((PROJECT,)), profiles=BUILT_IN, now=lambda: NOW
    )
    (output,) = await bound(event, deidentify=engine)
    return output


async def test_a_received_object_becomes_a_clean_one_and_its_event() -> None:
    raw, objects = encoded(ct()), FakeObjectStore()
    output = await handled(raw, objects)
    source, clean = received(raw).message, cleaned(raw)
    assert isinstance(source, pb.InstanceReceived)
    who = source.instance
    key = f"clean/demo/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{clean.sha256}.dcm"
    expected = pb.InstanceDeidentified(
        instance=who,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        object=pb.ObjectRef(key=key, size=len(clean.data), sha256=clean.sha256),
        source_sha256=hashlib.sha256(raw).hexdigest(),
        profile=PROFILE,
        metadata=pb.Metadata(inline=clean.metadata),
        received_at=source.received_at,
    )
    identifier = event_id(INSTANCE_DEIDENTIFIED, "demo", who.sop_instance_uid, source.object.sha256, PROFILE)
    assert output == Event(topic=INSTANCE_DEIDENTIFIED, key=who.study_uid, message=expected, id=identifier, time=NOW)
    assert objects.objects[key] == clean.data


async def test_doing_it_twice_changes_nothing() -> None:
    raw, objects = encoded(ct()), FakeObjectStore()
    first = await handled(raw, objects)
    before = dict(objects.objects)
    assert await handled(raw, objects) == first
    assert objects.objects == before


async def test_an_object_that_must_not_pass_is_quarantined_with_its_raw_bytes() -> None:
    raw, objects = encoded(ct(BurnedInAnnotation="YES")), FakeObjectStore()
    output = await handled(raw, objects)
    source = received(raw).message
    assert isinstance(source, pb.InstanceReceived)
    assert output.topic == INSTANCE_QUARANTINED
    assert output.message == pb.InstanceQuarantined(
        instance=source.instance,
        object=kept_object(source.instance, source.object),
        reason=pb.QUARANTINE_REASON_BURNED_IN_TEXT,
        profile=PROFILE,
        received_at=source.received_at,
    )
    place = source.object.key.removeprefix("raw/").removesuffix(".dcm")
    assert objects.objects == {
        f"raw/{place}.dcm": raw,
        f"quarantine/{place}.dcm": raw,
        f"quarantine/{place}.pb": output.message.SerializeToString(deterministic=True),
    }


async def test_a_defect_of_the_engine_passes_nothing_on_and_says_nothing_of_the_object(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(_raw: bytes, _claim: Claim, _project: Project) -> Clean:
        raise ZeroDivisionError("Mustermann")

    objects = FakeObjectStore()
    output = await handled(encoded(ct()), objects, broken)
    assert isinstance(output.message, pb.InstanceQuarantined)
    assert output.message.reason == pb.QUARANTINE_REASON_PROFILE_FAILED
    assert not [key for key in objects.objects if not key.startswith(("raw/", "quarantine/"))]
    printed = capsys.readouterr()
    assert "ZeroDivisionError" in printed.out + printed.err
    assert "Mustermann" not in printed.out + printed.err


async def test_large_metadata_lies_in_the_object_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "INLINE_METADATA", 100)
    objects = FakeObjectStore()
    output = await handled(encoded(ct()), objects)
    assert isinstance(output.message, pb.InstanceDeidentified)
    ref = output.message.metadata.object
    stored = objects.objects[ref.key]
    assert (ref.size, ref.sha256) == (len(stored), hashlib.sha256(stored).hexdigest())
    assert json.loads(zlib.decompress(stored))["00080060"] == {"vr": "CS", "Value": ["CT"]}


async def test_an_event_of_an_unknown_project_or_without_its_object_can_never_succeed() -> None:
    raw, objects = encoded(ct()), FakeObjectStore()
    bound = functools.partial(
        handle,
        objects=objects,
        projects=PROJECTS,
        deidentify=deidentify,
        profiles=BUILT_IN,
        now=lambda: NOW,
    )
    with pytest.raises(Rejected, match="unknown_project"):
        await bound(received(raw, project="other"))
    with pytest.raises(Rejected, match="object_missing"):
        await bound(received(raw))


async def test_a_broken_installation_is_no_fault_of_the_object() -> None:
    def engine(*_: object) -> Clean:
        raise ChildUnusableError

    with pytest.raises(ChildUnusableError):
        await handled(encoded(ct()), FakeObjectStore(), engine)


async def test_an_object_store_that_does_not_answer_is_waited_for() -> None:
    objects = FakeObjectStore()
    objects.failures = 1
    with pytest.raises(Unavailable, match="objects"):
        await handled(encoded(ct()), objects)
