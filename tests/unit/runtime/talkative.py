"""A process that lets patient data slip in every way it can: into logs, warnings and exceptions. Run by test_logs."""

import logging
import sys
import threading
import warnings

from bildstrom.runtime.logs import log, start_logging

PHI = sys.argv[1]


def fail() -> None:
    """Raise what quotes a value, as pydicom does."""
    raise ValueError(f"invalid name {PHI}")


def caught() -> ValueError:
    """The same as an object."""
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


class Leaky:
    """Fails where nobody can catch it."""

    def __del__(self) -> None:
        fail()


start_logging("deid", "info")
log.info("named", patient=PHI, **{"bildstrom.study_uid": "2.25.1"})
log.info("typed", **{"bildstrom.reason": caught(), "count": 3})
log.exception("raised", exc_info=caught())
log.error(caught())  # type: ignore[arg-type]
log.debug("below the level")
logging.getLogger("pydicom").warning("Invalid value for VR PN: %s", PHI)
logging.getLogger("pynetdicom.acse").error("rejected", exc_info=caught())
logging.getLogger("grpcfriend").error("not grpc: %s", PHI)
logging.getLogger("aiokafka.conn").error("Close connection: %r", caught())
logging.getLogger("aiokafka.cluster").error("Topic %s is not available", "bildstrom.test.v1")
logging.getLogger("aiokafka").info("below the level of libraries")
warnings.warn(f"value {PHI}", UserWarning, stacklevel=1)
thread = threading.Thread(target=fail)
thread.start()
thread.join()
Leaky()
fail()
