"""The answer to a store request: the Store Instances Response Module as DICOM JSON (PS3.18 annexes I and F)."""

import json
from collections.abc import Sequence
from typing import Any

from bildstrom.ingest.stow.intake import Outcome, Verdict

Attributes = dict[str, Any]


def status_of(outcomes: Sequence[Outcome]) -> int:
    """Status of HTTP (PS3.18 table 10.5.3-1): 200 all, 202 some or with warnings, 409 none, 503 none for now."""
    if any(outcome.verdict.stored for outcome in outcomes):
        return 200 if all(outcome.verdict is Verdict.STORED for outcome in outcomes) else 202
    return 503 if any(outcome.verdict is Verdict.OUT_OF_RESOURCES for outcome in outcomes) else 409


def body_of(outcomes: Sequence[Outcome]) -> bytes:
    """The module.

    Retrieve URL is of type 2, and empty: what can be retrieved is de-identified, under UIDs that the sender's UIDs must
    not be told for without an audit.
    """
    module: Attributes = {"00081190": {"vr": "UR"}}
    if failed := [_failed(outcome) for outcome in outcomes if not outcome.verdict.stored]:
        module["00081198"] = {"vr": "SQ", "Value": failed}
    if stored := [_stored(outcome) for outcome in outcomes if outcome.verdict.stored]:
        module["00081199"] = {"vr": "SQ", "Value": stored}
    return json.dumps(module, separators=(",", ":")).encode()


def _stored(outcome: Outcome) -> Attributes:
    item = _reference(outcome) | {"00081190": {"vr": "UR"}}
    if outcome.verdict is not Verdict.STORED:
        item["00081196"] = {"vr": "US", "Value": [int(outcome.verdict)]}
    return item


def _failed(outcome: Outcome) -> Attributes:
    return _reference(outcome) | {"00081197": {"vr": "US", "Value": [int(outcome.verdict)]}}


def _reference(outcome: Outcome) -> Attributes:
    """SOP Instance Reference Macro (PS3.3 table 10-11)."""
    return {"00081150": _uid(outcome.sop_class_uid), "00081155": _uid(outcome.sop_instance_uid)}


def _uid(value: str) -> Attributes:
    return {"vr": "UI", "Value": [value]} if value else {"vr": "UI"}
