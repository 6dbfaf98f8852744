"""A dead letter as its JSON document. Pure; never the record's bytes, only what they are."""

import hashlib
from typing import Any

from bildstrom.console.deadletters.reading import Buried
from bildstrom.console.times import when
from bildstrom.console.trace.context import trace_id


def entry(buried: Buried) -> dict[str, Any]:
    """One line of ``deadletters list``."""
    letter = buried.letter
    return {
        "id": str(buried.place),
        "service": letter.service,
        "study": buried.study,
        "error_class": letter.error_class,
        "reason": letter.reason,
        "failed_at": when(letter, "failed_at"),
        "record": f"{letter.topic}:{letter.partition}:{letter.offset}",
        "trace_id": trace_id(headers(buried).get("traceparent")),
    }


def show(buried: Buried) -> dict[str, Any]:
    """The document of ``deadletters show``: with the headers, size and digest of the record."""
    value = buried.letter.value
    return {
        **entry(buried),
        "headers": headers(buried),
        "size": len(value),
        "sha256": hashlib.sha256(value).hexdigest(),
    }


def headers(buried: Buried) -> dict[str, str]:
    """The record's own headers as text; bytes that are no ASCII are escaped."""
    return {header.key: header.value.decode("ascii", "backslashreplace") for header in buried.letter.headers}
