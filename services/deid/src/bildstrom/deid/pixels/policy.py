"""Which kinds and encodings of objects are not passed on at all, whatever could be done to their attributes."""

from bildstrom.deid.pixels import classes
from bildstrom.deid.quarantine import (
    ENCAPSULATED_DOCUMENT,
    STRUCTURED_REPORT,
    UNREADABLE,
    UNSUPPORTED_SOP_CLASS,
    UNSUPPORTED_TRANSFER_SYNTAX,
    Quarantine,
)
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_CONTENT, _DOCUMENT = 0x0040A730, 0x00420011


def judge(identity: Identity, nodes: Nodes, cleans_content: bool = False) -> None:
    """Let an object pass on to the rules, as far as its kind, its encoding and its content go.

    Args:
        identity: of the object.
        nodes: its elements.
        cleans_content: whether the profile cleans structured content; without it, reports are kept back whole.

    Raises:
        Quarantine: nobody has said yet what such an object may reveal.
    """
    is_report = cleans_content and identity.sop_class_uid in classes.REPORTS
    if not is_report:
        _judge_class(identity.sop_class_uid)
    if identity.transfer_syntax_uid not in classes.TRANSFER_SYNTAXES:
        raise Quarantine(UNSUPPORTED_TRANSFER_SYNTAX)
    encapsulating = identity.transfer_syntax_uid not in classes.NATIVE_SYNTAXES
    if any(node.tag == PIXEL_DATA and node.encapsulated != encapsulating for node in nodes):
        raise Quarantine(UNREADABLE)
    tags = {node.tag for node in nodes}
    if _DOCUMENT in tags:
        raise Quarantine(ENCAPSULATED_DOCUMENT)
    if _CONTENT in tags and not cleans_content:
        raise Quarantine(STRUCTURED_REPORT)


def _judge_class(sop_class: str) -> None:
    if sop_class.startswith(classes.STRUCTURED_REPORTS):
        raise Quarantine(STRUCTURED_REPORT)
    if sop_class.startswith(classes.ENCAPSULATED_DOCUMENTS):
        raise Quarantine(ENCAPSULATED_DOCUMENT)
    if sop_class not in classes.SUPPORTED:
        raise Quarantine(UNSUPPORTED_SOP_CLASS)
