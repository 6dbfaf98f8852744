"""What has left the spool is still committed: through restarts, by the ledger that the relay writes."""

from integration.ingest_commitment.conftest import Start
from integration.ingest_commitment.requestor import Reported, Scanner, ask, ask_and_leave, store, told
from polling import poll_until

from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.ingest.spool.entry import entries
from bildstrom.runtime import topics

UIDS = tuple(f"1.2.3.{number}" for number in range(70))  # more than the relay moves at once


async def test_what_is_in_the_object_store_is_committed_by_every_later_process(
    start: Start, scanner: Scanner, kafka: str
) -> None:
    await topics.apply(kafka, [INSTANCE_RECEIVED])
    service = start("--kafka", kafka)
    with scanner.associated(service.port) as association:
        assert store(association, *UIDS) == [0] * len(UIDS)
    poll_until(lambda: not list(entries(service.folder / "spool")), "an empty spool", 60)
    with scanner.associated(service.port) as association:
        assert ask(association, "1.2.9.1", *UIDS) == 0
        assert told(service, scanner) == Reported(1, "1.2.9.1", UIDS, {}, "SCANNER1")
    assert service.stop() == 0

    following = start("--kafka", kafka)
    assert ask_and_leave(following.port, ("1.2.9.2", UIDS[-1])) == [0]
    assert told(following, scanner) == Reported(1, "1.2.9.2", UIDS[-1:], {}, "BILDSTROM")
    with scanner.associated(following.port, "OTHER") as association:
        assert ask(association, "1.2.9.3", UIDS[0]) == 0
        assert told(following, scanner) == Reported(2, "1.2.9.3", (), {UIDS[0]: 0x0112}, "SCANNER1")
