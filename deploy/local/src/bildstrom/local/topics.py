"""The declared topics, applied to this stack's broker before any service starts."""

import asyncio

from bildstrom.events.v1.topics import TOPICS
from bildstrom.local.ports import Ports
from bildstrom.runtime import topics


def apply_topics(ports: Ports) -> None:
    """Create what is absent, correct what differs.

    Raises:
        Unavailable: the broker does not answer.
    """
    asyncio.run(topics.apply(ports.address("kafka"), TOPICS))
