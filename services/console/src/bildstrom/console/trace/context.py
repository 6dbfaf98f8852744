"""W3C trace context as text (https://www.w3.org/TR/trace-context/ section 3.2). Pure."""

import re

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def trace_id(traceparent: str | None) -> str | None:
    """The 32 hex digits of a traceparent's trace id; None when there is no valid one."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match and match[1] != "0" * 32 else None
