"""Logs: one JSON object a line on standard error, keys by allow-list, exceptions by class name.

Libraries' own log records keep their level and logger; their text is dropped unless the library is listed, because
texts quote values (pydicom and pynetdicom quote patient data, for example).
"""

import logging
import sys
from typing import Any

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, Processor

from bildstrom.runtime.allowlist import LOG_KEYS, allowed

log = structlog.stdlib.get_logger("bildstrom")

# of these the texts name brokers, topics, ports and nothing that was sent through them
_TRUSTED = ("aiokafka", "bildstrom", "grpc", "uvicorn.error")


def start_logging(service: str, level: str) -> None:
    """Send structlog's and the standard library's records through the same allow-list."""
    shared: list[Processor] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _guard_library],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _Service(service),
                _keep_listed,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.captureWarnings(True)  # pydicom's and highdicom's warnings quote values; as log records they are withheld
    root.setLevel(logging.WARNING)  # libraries speak when something is wrong
    logging.getLogger("bildstrom").setLevel(level.upper())


def _guard_library(_: Any, __: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    if record.exc_info and record.exc_info[0] is not None:
        event["error.type"] = record.exc_info[0].__name__
    event.pop("exc_info", None)
    if not record.name.startswith(_TRUSTED):
        event["event"] = "library message withheld"
    return event


class _Service:
    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, _: Any, __: str, event: EventDict) -> EventDict:
        event["service.name"] = self._name
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            event["trace_id"] = f"{context.trace_id:032x}"
        return event


def _keep_listed(_: Any, __: str, event: EventDict) -> EventDict:
    return allowed(event, LOG_KEYS)
