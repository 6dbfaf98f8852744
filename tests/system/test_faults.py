"""Whatever is killed while a study flows: each acknowledged instance is indexed once, each content has one result."""

import gc
import io
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from polling import poll_until
from pydicom import dcmread
from system.chain import Chain
from system.studies_to_send import chest_ct, study_uid

SLICES = 40


@pytest.fixture(autouse=True)
def sockets_of_refused_connections() -> Iterator[None]:
    """Collected here, where their warning is expected, and not at some later test."""
    yield
    gc.collect()


class Sender:
    """Sends a study as a PACS does: what was not acknowledged is sent again, until everything is."""

    def __init__(self, chain: Chain, objects: list[bytes]) -> None:
        self._chain = chain
        self._left = {str(dcmread(io.BytesIO(item), stop_before_pixels=True).SOPInstanceUID): item for item in objects}
        self.acknowledged: set[str] = set()
        self._thread = threading.Thread(target=self._run)
        self._error: Exception | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._thread.start()

    def finish(self) -> None:
        """Wait until everything was acknowledged."""
        self._thread.join(90)
        assert not self._left, f"{len(self._left)} never acknowledged; last error {self._error!r}"

    def _run(self) -> None:
        def send_a_few() -> bool:
            some = dict(list(self._left.items())[:5])
            for sent in self._chain.send(some.values()):
                if sent.status == 0x0000:
                    self.acknowledged.add(sent.sop_instance_uid)
                    del self._left[sent.sop_instance_uid]
            return not self._left

        try:
            poll_until(send_a_few, "everything acknowledged", 80)
        except AssertionError as error:
            self._error = error


def _while_sending(_chain: Chain, sender: Sender, _uid: str) -> None:
    poll_until(lambda: len(sender.acknowledged) >= 10, "ten instances acknowledged", 30)


def _while_coming_to_rest(chain: Chain, sender: Sender, uid: str) -> None:
    sender.finish()
    chain.wait_indexed(uid, SLICES)


def _once_revised(chain: Chain, sender: Sender, uid: str) -> None:
    sender.finish()
    poll_until(lambda: chain.study(uid).summary.revision >= 1, "a revision", 60)


@pytest.mark.slow
# pynetdicom does not close its socket when the peer dies between our probe and its connection
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "moment", "seed"),
    [
        ("ingest", _while_sending, 901),
        ("deid", _while_sending, 902),
        ("index", _while_sending, 903),
        ("studies", _while_coming_to_rest, 904),
        ("inference", _once_revised, 905),
        ("kafka", _while_sending, 906),
        ("cassandra", _while_sending, 907),
        ("triton", _once_revised, 908),
    ],
)
def test_nothing_is_lost_and_nothing_happens_twice_when_killed(
    chain: Chain, name: str, moment: Callable[[Chain, Sender, str], None], seed: int
) -> None:
    objects = chest_ct(seed=seed, slices=SLICES, side=64)
    uid = study_uid(objects)
    sender = Sender(chain, objects)
    sender.start()

    moment(chain, sender, uid)
    chain.stack.kill(name)
    chain.stack.start(name)

    sender.finish()
    chain.wait_indexed(uid, SLICES, deadline=120)
    poll_until(lambda: _result_of_what_is_there(chain, uid), "a result of the final content", 120)
    snapshot = chain.snapshot(uid)
    indexed = Counter(item.sop_instance_uid for series in snapshot.series for item in series.instances)
    assert indexed == {chain.pseudonym(original): 1 for original in sender.acknowledged}
    assert not any(item.conflicting for series in snapshot.series for item in series.instances)
    results = Counter((item.content_digest, item.model, item.model_version) for item in chain.study(uid).results)
    assert set(results.values()) == {1}


def _result_of_what_is_there(chain: Chain, uid: str) -> bool:
    digest = chain.snapshot(uid).content_digest
    return any(result.content_digest == digest for result in chain.study(uid).results)
