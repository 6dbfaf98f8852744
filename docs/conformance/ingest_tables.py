"""Tables of the conformance statement of ingest, from its code."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from markdown import bounds, table
from pydicom._uid_dict import UID_dictionary
from pydicom.uid import UID, AllTransferSyntaxes

from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION
from bildstrom.ingest import admission
from bildstrom.ingest.commitment import action, delivery, reporter, transactions
from bildstrom.ingest.commitment.judgement import FailureReason
from bildstrom.ingest.dimse import Status
from bildstrom.ingest.serve import connection, listener
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.stow import content_coding, multipart
from bildstrom.ingest.stow.intake import Verdict
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.ul import association, framing, request
from bildstrom.ingest.ul.negotiation import VERIFICATION, Capabilities, chosen
from bildstrom.runtime.bearer import tokens
from bildstrom.runtime.http import connection as http
from bildstrom.runtime.settings import ServiceSettings

SOURCES = Path(admission.__file__).parent

# What each status means to a sender; a new one has to be explained here before the statement can be written.
_MEANINGS = {
    Status.SUCCESS: "the object is durable, and its announcement cannot be lost",
    Status.ACCEPTED_WITH_ERRORS: "durable; broken in structure, will be quarantined",
    Status.CLASS_MISMATCH: "durable; the data set is of another SOP class than the command says",
    Status.OUT_OF_RESOURCES: "the disk is below its reserve, full, or failing, or what `ack` waits for did not come in"
    " time; send again later",
    Status.DATA_SET_MISMATCH: "not stored: the command names another SOP Instance than the data set",
    Status.CANNOT_UNDERSTAND: "not stored: cannot be identified, or is too large",
    Status.NOT_AUTHORISED: "not stored, nothing committed: no project has the called AE title",
    Status.SOP_CLASS_NOT_SUPPORTED: "not stored: the command's SOP class is not the presentation context's",
    Status.UNRECOGNIZED_OPERATION: "the operation is none of this service",
    Status.PROCESSING_FAILURE: "the request could not be processed",
    Status.NO_SUCH_ACTION: "the action is none of this service",
    Status.INVALID_ARGUMENT: "the action's information is malformed, lacks a UID or holds one that is none, or its"
    " Transaction UID stands for other instances already",
    Status.NO_SUCH_SOP_CLASS: "the action's SOP Class is not the presentation context's",
    Status.NO_SUCH_SOP_INSTANCE: "the action's SOP Instance is not the well-known one",
    Status.RESOURCE_LIMITATION: "too much is asked for at once, or too many reports are owed already",
}

_FAILURES = {
    FailureReason.NO_SUCH_OBJECT_INSTANCE: "not durable in the project of the called AE title, or no longer kept",
    FailureReason.CLASS_INSTANCE_CONFLICT: "durable, under another SOP class",
}

_BOUNDS: Sequence[tuple[str, int | float, str]] = (
    ("maximum length received, offered to every peer", framing.MAX_PDU, "bytes"),
    ("association request", framing.MAX_REQUEST, "bytes"),
    ("presentation contexts of a request", request.MAX_CONTEXTS, ""),
    ("items of a request, sub-items included", request.MAX_ITEMS, ""),
    ("command set", association.MAX_COMMAND, "bytes"),
    ("connections without an association, per process", listener.MAX_WAITING, ""),
    ("without this much data an association counts as idle", connection.PROGRESS_BYTES, "bytes"),
    ("until a peer has taken a response", connection.Timeouts().send, "s"),
)

_COMMITMENT_BOUNDS: Sequence[tuple[str, int | float, str]] = (
    ("action information", action.MAX_BYTES, "bytes"),
    ("references of a request", action.MAX_REFERENCES, ""),
    ("transactions whose report is owed", transactions.MAX_PENDING, ""),
    ("without a message until a report is sent on the association", connection.TICK_SECONDS, "s"),
    ("to connect for a report", delivery.CONNECT_SECONDS, "s"),
    ("until such an association is accepted", delivery.ASSOCIATE_SECONDS, "s"),
    ("until a report is answered there", delivery.RESPONSE_SECONDS, "s"),
    ("pause after a first failure, doubled each time", reporter.FIRST_PAUSE_SECONDS, "s"),
    ("longest pause", reporter.LONGEST_PAUSE_SECONDS, "s"),
)

_LIMITS = Limits()
_HTTP_BOUNDS: Sequence[tuple[str, int | float, str]] = (
    ("parts of a request", _LIMITS.parts, ""),
    ("body, decoded", _LIMITS.body_size, "bytes"),
    ("without a byte", _LIMITS.idle_seconds, "s"),
    (f"average rate after {_LIMITS.slow_seconds:g} s, at least", _LIMITS.rate, "bytes/s"),
    ("header of a request", http.MAX_HEADER, "bytes"),
    ("until a header is complete", http.HEADER_SECONDS, "s"),
    ("header of a part", multipart.MAX_HEAD, "bytes"),
    (f"gzip ratio above {content_coding.RATIO_COUNTS_FROM:,} bytes", content_coding.MAX_RATIO, ""),
    ("bearer token", tokens.MAX_TOKEN, "bytes"),
)


def implementation() -> list[str]:
    """Class UID and version name."""
    rows = [("Implementation Class UID", IMPLEMENTATION_CLASS_UID), ("Implementation Version", IMPLEMENTATION_VERSION)]
    return table(("item", "value"), rows)


def services() -> list[str]:
    """What of which service."""
    rows = [
        ("Verification", VERIFICATION, "SCP"),
        ("Storage, all classes of annex A", "see annex A", "SCP"),
        ("Storage Commitment Push Model", action.PUSH_MODEL, "SCP"),
    ]
    return table(("SOP class", "UID", "role"), rows)


def initiation() -> list[str]:
    """The contexts that are proposed where we open an association."""
    syntaxes = " or ".join(f"{UID(uid).name} ({uid})" for uid in delivery.SYNTAXES)
    return table(
        ("SOP class", "UID", "transfer syntax", "role", "extended negotiation"),
        [(UID(action.PUSH_MODEL).name, action.PUSH_MODEL, syntaxes, "SCP", "SCP/SCU role selection: SCU 0, SCP 1")],
    )


def failures() -> list[str]:
    """Why an instance is not committed."""
    return table(("failure reason", "meaning"), [(f"{one:04X}", _FAILURES[one]) for one in FailureReason])


def storage_classes() -> list[str]:
    """Every standard SOP class that belongs to the storage service here."""
    rows = [
        (str(name), str(uid))
        for uid, (name, kind, _, retired, _) in UID_dictionary.items()
        if kind == "SOP Class" and not retired and Capabilities().stores(uid)
    ]
    return table(("SOP class", "UID"), sorted(rows))


def transfer_syntaxes() -> list[str]:
    """By behaviour: what is chosen out of all that are not encapsulated, and which others are taken as proposed."""
    natives = [UID(uid) for uid in AllTransferSyntaxes if not UID(uid).is_encapsulated]
    rows: list[tuple[str, str, str]] = []
    left = list(natives)
    while left:
        best = chosen(left)
        rows.append((UID(best).name, best, f"{len(rows) + 1}. choice of these where the first proposed is one of them"))
        left.remove(UID(best))
    for uid in AllTransferSyntaxes:
        if uid not in natives and chosen([uid, natives[0]]) == uid:
            rows.append((UID(uid).name, uid, "where it is proposed first"))
    return table(("transfer syntax", "UID", "accepted"), rows)


def statuses() -> list[str]:
    """The statuses that the code answers with."""
    paths = [path for path in SOURCES.rglob("*.py") if "stow" not in path.parts]
    used = {name for path in paths for name in re.findall(r"\bStatus\.([A-Z_]+)\b", path.read_text())}
    rows = [(f"{status:04X}", _MEANINGS[status]) for status in sorted(Status) if status.name in used]
    return table(("status", "meaning"), rows)


def rejections() -> list[str]:
    """Rejections of associations; result, source and reason are those of PS3.8 table 9-21."""
    found = [value for value in vars(admission).values() if isinstance(value, admission.Rejected)]
    text = (SOURCES / "ul" / "association.py").read_text()
    malformed = re.findall(r'self\.reject\((\d), (\d), (\d)\).*\n\s+return Violated\("(\w+)"\)', text)
    rows = [(one.word, one.result, one.source, one.reason) for one in found]
    return table(("why", "result", "source", "reason"), [*rows, *((word, *numbers) for *numbers, word in malformed)])


def aborts() -> list[str]:
    """Aborts by the provider; the reason is that of PS3.8 table 9-26."""
    text = "".join((SOURCES / "ul" / name).read_text() for name in ("association.py", "framing.py"))
    found = {(word, reason) for word, reason in re.findall(r'FramingError\("(\w+)", (\d)\)', text)}
    return table(("why", "reason"), sorted(found))


def settings() -> list[str]:
    """What can be configured, with defaults; folders are left out."""
    rows = []
    for name, field in IngestSettings.model_fields.items():
        if name in ServiceSettings.model_fields or isinstance(field.default, Path):
            continue
        default = field.default if field.default not in (None, {}) else "none"
        rows.append((f"`{name}`", default, field.description))
    return table(("setting", "default", "meaning"), rows)


def verdicts() -> list[str]:
    """Failure and warning reasons of single instances."""
    return table(("reason", "word"), [(f"{one:04X}", one.name.lower()) for one in Verdict])


def problems() -> list[str]:
    """Statuses of requests that are refused as a whole."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCES.rglob("stow/*.py"):
        for status, word in re.findall(r'Problem\((\d{3}), "(\w+)"', path.read_text()):
            found[status].add(word)
    found["401"].update(re.findall(r'Unauthorized\("(\w+)"', Path(tokens.__file__).read_text()))
    rows = [(status, ", ".join(f"`{word}`" for word in sorted(words))) for status, words in sorted(found.items())]
    return table(("status", "reasons"), rows)


TABLES: Mapping[str, Callable[[], list[str]]] = {
    "implementation": implementation,
    "services": services,
    "storage-classes": storage_classes,
    "transfer-syntaxes": transfer_syntaxes,
    "statuses": statuses,
    "initiation": initiation,
    "commitment-failures": failures,
    "commitment-bounds": lambda: bounds(_COMMITMENT_BOUNDS),
    "rejections": rejections,
    "aborts": aborts,
    "settings": settings,
    "bounds": lambda: bounds(_BOUNDS),
    "stow-verdicts": verdicts,
    "stow-problems": problems,
    "stow-bounds": lambda: bounds(_HTTP_BOUNDS),
}
