"""The DICOM side: an acceptor of C-ECHO and C-STORE on pynetdicom, which turns requests into :mod:`handler` calls."""

import threading
from collections.abc import Callable
from typing import Any

from pynetdicom import AE, _config, evt
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION
from bildstrom.dicom.projects import Projects
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.handler import Incoming, Status
from bildstrom.runtime.logs import log

MAX_PDU = 131_072  # DCMTK never sends more; 40 % less CPU per GB than its default

Store = Callable[[Incoming, Arrival], Status]


class Acceptor:
    """Accepts associations on one address until it is stopped.

    Args:
        store: takes one object in; runs in the association's thread.
        max_associations: at once; a further one is rejected as transient.
    """

    def __init__(self, projects: Projects, store: Store, max_associations: int) -> None:
        self._projects = projects
        self._store = store
        self._arrivals: dict[Any, Arrival] = {}
        self._lock = threading.Lock()
        self._server: Any = None
        self._entity = AE(ae_title="BILDSTROM")
        self._entity.maximum_pdu_size = MAX_PDU
        self._entity.maximum_associations = max_associations
        self._entity.implementation_class_uid = IMPLEMENTATION_CLASS_UID
        self._entity.implementation_version_name = IMPLEMENTATION_VERSION
        self._entity.network_timeout = 60
        self._entity.add_supported_context(Verification)

    def start(self, host: str, port: int) -> int:
        """Listen; returns the port."""
        # every storage SOP class, private ones too, in every transfer syntax that is offered
        _config.UNRESTRICTED_STORAGE_SERVICE = True
        handlers: list[Any] = [(evt.EVT_C_STORE, self._on_store)]
        handlers += [(event, self._on_end) for event in (evt.EVT_RELEASED, evt.EVT_ABORTED, evt.EVT_CONN_CLOSE)]
        self._server = self._entity.start_server((host, port), block=False, evt_handlers=handlers)
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Stop listening and end what is still open; objects that were answered are durable."""
        self._server.shutdown()

    def _on_store(self, event: Any) -> int:
        try:
            arrival = self._arrival(event.assoc)
            if arrival is None:
                return Status.NOT_AUTHORISED
            request = event.request
            incoming = Incoming(
                sop_class_uid=str(request.AffectedSOPClassUID or ""),
                sop_instance_uid=str(request.AffectedSOPInstanceUID or ""),
                transfer_syntax_uid=str(event.context.transfer_syntax),
                data_set=request.DataSet.getvalue(),
            )
            return self._store(incoming, arrival)
        except Exception as error:  # noqa: BLE001 - pynetdicom would answer C211 and log the text
            log.error("storing failed unexpectedly", **{"error.type": type(error).__name__})
            return Status.OUT_OF_RESOURCES

    def _on_end(self, event: Any) -> None:
        with self._lock:
            arrival = self._arrivals.pop(event.assoc, None)
        if arrival is not None:
            arrival.end()

    def _arrival(self, association: Any) -> Arrival | None:
        with self._lock:
            if association not in self._arrivals:
                project = self._projects.by_called_ae_title(association.requestor.primitive.called_ae_title)
                if project is None:
                    return None
                self._arrivals[association] = Arrival(_printable(association.requestor.ae_title), project)
            return self._arrivals[association]


def _printable(title: str) -> str:
    """An AE title of the default repertoire, at most 16 characters (PS3.5 section 6.2); anything else is replaced."""
    return "".join(character if " " <= character <= "~" else "?" for character in title.strip())[:16]
