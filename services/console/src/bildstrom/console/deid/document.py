"""Answers of deid as JSON documents."""

from typing import Any

from bildstrom.console.asking import word
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.events.v1 import events_pb2 as events


def report_document(found: pb.ObjectReport) -> dict[str, Any]:
    """A report on an object."""
    kept_back = word(events.QuarantineReason.Name(found.kept_back), "QUARANTINE_REASON_")
    return {
        "profile": found.profile,
        "source_sha256": found.source_sha256,
        "clean_sha256": found.clean_sha256 or None,
        "kept_back": kept_back if found.kept_back else None,
        "acted": [
            {
                "path": item.path,
                "keyword": item.keyword or None,
                "effect": word(pb.Effect.Name(item.effect), "EFFECT_"),
                "rule": item.rule,
            }
            for item in found.acted
        ],
    }


def verdict_document(found: pb.VerifyResponse) -> dict[str, Any]:
    """A verdict on an object that is said to be clean."""
    return {
        "profile": found.profile,
        "clean_sha256": found.clean_sha256,
        "source_sha256": found.source_sha256 or None,
        "left": [
            {
                "kind": word(pb.LeftKind.Name(item.kind), "LEFT_KIND_"),
                "path": item.path,
                "keyword": item.keyword or None,
                "rule": item.rule,
            }
            for item in found.left
        ],
    }
