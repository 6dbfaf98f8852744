"""Logs: one JSON object a line on standard error, keys by allow-list, exceptions by class name and place.

Libraries' own log records keep their level and logger; their text is dropped unless the library is listed, because
texts quote values (pydicom and pynetdicom quote patient data, for example). The same holds for warnings, and for
exceptions that nobody caught.
"""

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
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
            pass_foreign_args=True,
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
    root.setLevel(logging.WARNING)  # libraries speak when something is wrong
    logging.getLogger("bildstrom").setLevel(level.upper())
    logging.captureWarnings(True)  # pydicom's and highdicom's warnings quote values; as log records they are withheld
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda raised: _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)
    threading.excepthook = lambda raised: _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)


def where(error: BaseException) -> str:
    """The last places that an exception came through, as ``file:line``, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))


def _uncaught(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    log.critical("uncaught", **{"error.type": kind.__name__, "where": where(error) if error is not None else ""})


def _guard_library(_: Any, __: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    told = [item for item in event.pop("positional_args", None) or () if isinstance(item, BaseException)]
    if record.exc_info and record.exc_info[1] is not None:
        told.append(record.exc_info[1])
    event.pop("exc_info", None)
    if told:
        event["error.type"] = type(told[-1]).__name__
        event["event"] = str(record.msg)  # the template, without the text of the exception
    if not any(f"{record.name}.".startswith(f"{name}.") for name in _TRUSTED):
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
