"""The declared topics, applied to this stack's broker before any service starts."""

import asyncio

from bildstrom.local.ports import Ports


def apply_topics(ports: Ports) -> None:
    """Create what is absent, correct what differs.

    Raises:
        Unavailable: the broker does not answer.
    """
    # the admin client's import takes 0.4 s, which only a start of the services has to pay
    from bildstrom.events.v1.topics import TOPICS
    from bildstrom.runtime import topics

    asyncio.run(topics.apply(ports.address("kafka"), TOPICS))
