"""Sends files by the console, and notes which object each of them is."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bildstrom.demo.accounting import Sent
from bildstrom.demo.console import Console
from bildstrom.dicom.identify import MAX_INFLATED, identify
from bildstrom.dicom.part10 import open_file
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.dicom.verdict import Refusal

# One arrival, and so one trace, for each study.
ASSOCIATIONS = 1


def send(console: Console, paths: Sequence[Path], key: bytes) -> tuple[list[Sent], dict[str, object]]:
    """Send files and folders; returns what was sent, and the console's report.

    Args:
        key: the project's key, by which the catalogue's pseudonyms follow from the files' own UIDs.

    Raises:
        ConsoleFailed: nothing could be sent at all.
    """
    arguments = [str(path) for path in paths]
    report = console.ask("send", *arguments, "--associations", str(ASSOCIATIONS), "--each")
    sent = [note(Path(entry["path"]), entry["outcome"], key) for entry in report["files"]]
    return sent, {name: value for name, value in report.items() if name != "files"}


def note(path: Path, outcome: str, key: bytes) -> Sent:
    """Which object a file is, as the catalogue names it."""
    data = path.read_bytes()
    identity = identify(data)
    if isinstance(identity, Refusal):
        return Sent(path.name, "", "", "", outcome)
    return Sent(
        name=path.name,
        study=pseudonymous_uid(key, identity.study_uid),
        instance=pseudonymous_uid(key, identity.sop_instance_uid),
        content=_content(data),
        outcome=outcome,
    )


def _content(data: bytes) -> str:
    """A digest of what C-STORE carries of a file: transfer syntax and data set, without the file meta information."""
    data_set = open_file(data, MAX_INFLATED)
    if isinstance(data_set, Refusal):
        return hashlib.sha256(data).hexdigest()
    digest = hashlib.sha256(data_set.transfer_syntax.encode() + b"\0")
    digest.update(memoryview(data_set.data)[data_set.start :])
    return digest.hexdigest()
