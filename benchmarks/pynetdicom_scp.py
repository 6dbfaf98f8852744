"""The receiver that one writes first with pynetdicom: a handler that saves each object, here with an fsync.

python benchmarks/pynetdicom_scp.py PORT FOLDER
"""

import os
import sys
from pathlib import Path

from pydicom.uid import AllTransferSyntaxes
from pynetdicom import AE, AllStoragePresentationContexts, evt
from pynetdicom.dimse_primitives import C_STORE


def store(event: evt.Event, folder: Path) -> int:
    """Write the object as it came, behind file meta information, durable before success."""
    assert isinstance(event.request, C_STORE)
    path = folder / f"{event.request.AffectedSOPInstanceUID}.dcm"
    with path.open("wb") as file:
        file.write(event.encoded_dataset())
        file.flush()
        os.fsync(file.fileno())
    return 0x0000


def main() -> None:
    """Serve until killed."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    entity = AE()
    entity.maximum_pdu_size = 131_072
    for context in AllStoragePresentationContexts:
        assert context.abstract_syntax is not None
        entity.add_supported_context(context.abstract_syntax, AllTransferSyntaxes)
    entity.start_server(("127.0.0.1", port), evt_handlers=[(evt.EVT_C_STORE, store, [folder])])


if __name__ == "__main__":
    main()
