"""A DICOM receiver in this process, by pynetdicom, that answers as a test says and keeps what it got."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydicom.uid import UID
from pynetdicom import AE, evt
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.presentation import PresentationContext

from bildstrom.console.send.association import Peer


@dataclass
class Receiver:
    """What arrived: (SOP Instance UID, data set as bytes) per C-STORE, and the number of associations."""

    peer: Peer
    stored: list[tuple[str, bytes]] = field(default_factory=list)
    associations: int = 0


@contextmanager
def receiving(
    contexts: list[tuple[str, str]],
    answer: Callable[[int], int] = lambda _: 0x0000,
    called: str | None = None,
) -> Iterator[Receiver]:
    """Receive in these contexts; ``answer`` turns the number of the request (from 1) into its status."""
    application = AE(ae_title=called or "RECEIVER")
    application.require_called_aet = called is not None
    application.maximum_pdu_size = 16384
    by_class: dict[str, list[str]] = {}
    for abstract, transfer in contexts:
        by_class.setdefault(abstract, []).append(transfer)
    supported = []
    for abstract, transfers in by_class.items():
        context = PresentationContext()
        context.abstract_syntax = abstract
        context.transfer_syntax = [UID(transfer) for transfer in transfers]
        supported.append(context)
    application.supported_contexts = supported

    def keep(event: evt.Event) -> int:
        request = event.request
        assert isinstance(request, C_STORE)
        assert request.DataSet is not None
        received.stored.append((str(request.AffectedSOPInstanceUID), request.DataSet.getvalue()))
        return answer(len(received.stored))

    def count(_: evt.Event) -> None:
        received.associations += 1

    server = application.start_server(
        ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, keep), (evt.EVT_ACCEPTED, count)]
    )
    assert server is not None
    assert server.socket is not None
    port = server.socket.getsockname()[1]
    received = Receiver(Peer("127.0.0.1", port, called="RECEIVER", calling="SENDER", timeout=10))
    try:
        yield received
    finally:
        server.shutdown()
