"""A record that cannot be handled goes to the dead letters, with what is needed to send it again; the others flow."""

import json
import subprocess
import sys

from aiokafka import AIOKafkaProducer
from polling import poll_until_async
from system.chain import Chain
from system.studies_to_send import chest_ct, study_uid

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED, deadletter

TRACEPARENT = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def _letters(chain: Chain, value: bytes) -> list[tuple[pb.DeadLetter, dict[str, bytes]]]:
    records = await chain.records(deadletter("deid"))
    letters = [(pb.DeadLetter.FromString(record.value), dict(record.headers)) for record in records]
    return [(letter, headers) for letter, headers in letters if letter.value == value]


def _console(chain: Chain, *words: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "bildstrom.console",
        "--config",
        str(chain.stack.home.run / "console.toml"),
        *words,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


async def test_a_poison_event_becomes_a_dead_letter_and_redrive_brings_it_back(chain: Chain) -> None:
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_type", INSTANCE_RECEIVED.type.encode()),
        ("ce_id", b"poison"),
        ("ce_time", b"2026-01-01T00:00:00Z"),
        ("traceparent", TRACEPARENT),
    ]
    poison = b"\x0a\xffpoison"
    producer = AIOKafkaProducer(bootstrap_servers=chain.stack.ports.address("kafka"))
    await producer.start()
    try:
        written = await producer.send_and_wait(INSTANCE_RECEIVED.name, poison, key=b"2.25.1", headers=headers)
    finally:
        await producer.stop()
    objects = chest_ct(seed=701, slices=12)
    chain.send(objects)

    (found,) = await poll_until_async(lambda: _letters(chain, poison), "the dead letter of deid", 30)

    letter, letter_headers = found
    assert (letter.service, letter.topic, letter.partition, letter.offset) == (
        "deid",
        INSTANCE_RECEIVED.name,
        written.partition,
        written.offset,
    )
    assert (letter.key, letter.error_class, letter.reason) == (b"2.25.1", "Rejected", "undecodable")
    assert [(header.key, header.value) for header in letter.headers] == headers
    assert letter_headers["traceparent"].split(b"-")[1] == TRACEPARENT.split(b"-")[1]
    chain.wait_indexed(study_uid(objects), 12)

    listed = _console(chain, "deadletters", "list", "--json")
    assert INSTANCE_RECEIVED.name in listed.stdout, listed.stderr
    assert json.loads(listed.stdout)
    redriven = _console(chain, "deadletters", "redrive", "--all", "--json")
    assert redriven.returncode == 0, redriven.stderr

    async def again() -> bool:
        return len(await _letters(chain, poison)) >= 2

    await poll_until_async(again, "the redriven record is a dead letter again, being poison still", 30)
