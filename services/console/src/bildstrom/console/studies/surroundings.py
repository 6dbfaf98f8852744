"""Gathers what surrounds a study that is not done: health, lag, dead letters that name it."""

import asyncio
import logging
from collections import Counter

from aiokafka.errors import KafkaError

from bildstrom.console.broker.lag import by_service, lags
from bildstrom.console.deadletters.reading import read
from bildstrom.console.settings import ConsoleSettings
from bildstrom.console.status.probes import probe_all
from bildstrom.console.studies.waiting import Surroundings
from bildstrom.events.v1.topics import SERVICES


def survey(settings: ConsoleSettings, study: str, content_digest: str | None) -> Surroundings:
    """What surrounds ``study`` now; what does not answer is named as down, never raised."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    return asyncio.run(_survey(settings, study, content_digest))


async def _survey(settings: ConsoleSettings, study: str, content_digest: str | None) -> Surroundings:
    down = frozenset(probe.name for probe in await probe_all(settings) if not probe.up)
    if "kafka" in down:
        return Surroundings(down, content_digest=content_digest)
    try:
        behind = by_service(await lags(settings.kafka))
        letters = await read(settings.kafka, SERVICES)
    except KafkaError:
        return Surroundings(down | {"kafka"}, content_digest=content_digest)
    buried = Counter(item.letter.service for item in letters if item.study == study)
    return Surroundings(down, behind, buried, content_digest)
