"""Action information as pydicom writes it, and what follows from it."""

import io
from collections.abc import Sequence

from pydicom import Dataset
from unit.ingest import wire

from bildstrom.dicom.projects import Project
from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.commitment.action import Action, Reference
from bildstrom.ingest.commitment.transactions import Transaction

TRANSACTION = "1.2.9.1"
MR = "1.2.840.10008.5.1.4.1.1.4"
PROJECTS = """
[projects.demo]
called_ae_titles = ["BILDSTROM"]
[projects.demo.commitment_peers]
SCANNER1 = { host = "127.0.0.1", port = 104 }
SCANNER2 = { host = "pacs.example", port = 11112 }
[projects.other]
called_ae_titles = ["OTHER"]
"""
ALL_PROJECTS = parse_projects(PROJECTS, {"demo": bytes(range(32)), "other": bytes(32)})


def project(name: str = "demo") -> Project:
    """One of the two."""
    found = ALL_PROJECTS.by_name(name)
    assert found is not None
    return found


def references(*uids: str) -> tuple[Reference, ...]:
    """To CT instances."""
    return tuple(Reference(wire.CT, uid) for uid in uids)


def transaction(uid: str = TRANSACTION, *uids: str, peer: str = "SCANNER1", requested: float = 1e9) -> Transaction:
    """Of project ``demo``; unless told otherwise for the one instance 1.2.3.4."""
    return Transaction("demo", peer, "BILDSTROM", requested, Action(uid, references(*(uids or ("1.2.3.4",)))))


def information(uid: str | None, named: Sequence[tuple[str, str]], undefined: bool = False) -> Dataset:
    """The data set (PS3.4 table J.3-1).

    Args:
        named: SOP class and instance of each reference; an empty one is left out.
        undefined: whether sequence and items are of undefined length.
    """
    item = Dataset()
    if uid is not None:
        item.add_new(0x00081195, "UI", uid)
    sequence = []
    for sop_class, instance in named:
        reference = Dataset()
        if sop_class:
            reference.add_new(0x00081150, "UI", sop_class)
        if instance:
            reference.add_new(0x00081155, "UI", instance)
        reference.is_undefined_length_sequence_item = undefined
        sequence.append(reference)
    item.add_new(0x00081199, "SQ", sequence)
    item[0x00081199].is_undefined_length = undefined
    return item


def encoded(item: Dataset, syntax: str = wire.IMPLICIT) -> bytes:
    """In implicit or explicit VR little endian."""
    stream = io.BytesIO()
    item.save_as(stream, implicit_vr=syntax == wire.IMPLICIT, little_endian=True)
    return stream.getvalue()
