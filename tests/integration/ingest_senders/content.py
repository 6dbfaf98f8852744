"""What a Part 10 file says, element by element, in a form that two ways of writing the same have in common.

Senders may write another byte order, lengths of sequences, paddings and group lengths; nothing else may differ.
"""

import io
import warnings
from collections import Counter
from collections.abc import Iterator

import pydicom
from pydicom import DataElement, Dataset
from pydicom.multival import MultiValue

_TRAILING_PADDING = 0xFFFCFFFC


def content(file: bytes) -> str:
    """All elements of the data set, nested ones by their path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # values that are not as they should be are compared as they are
        item = pydicom.dcmread(io.BytesIO(file))
        return "\n".join(_lines(item, "", item.file_meta.TransferSyntaxUID.is_little_endian))


def _lines(item: Dataset, path: str, little: bool) -> Iterator[str]:
    for tag in sorted(item.keys()):
        if tag.element == 0 or tag == _TRAILING_PADDING:
            continue
        element = item[tag]
        here = f"{path}/{tag:08X}"
        if element.VR == "SQ":
            for number, nested in enumerate(element.value):
                yield from _lines(nested, f"{here}[{number}]", little)
        else:
            yield f"{here} {_value(element, little)}"


def _value(element: DataElement, little: bool) -> str:
    value = element.value
    if isinstance(value, bytes):
        if not little and element.VR in ("OW", "US or SS or OW"):
            value = bytes(byte for pair in zip(value[1::2], value[::2], strict=True) for byte in pair)
        return value.rstrip(b"\0 ").hex()
    if isinstance(value, MultiValue | list):
        return "\\".join(str(one).strip("\0 ") for one in value)
    return "" if value is None else str(value).strip("\0 ")


def changed(received: Counter[str], sent: Counter[str], unsent: int = 0) -> list[str]:
    """What was received and is nothing that was sent; asserts that all but ``unsent`` came.

    Args:
        unsent: how many its sender finds fault with, and refuses to send.
    """
    missing = sent - received
    assert missing.total() <= unsent, [text[:300] for text in missing]
    return [text[:300] for text in received - sent]
