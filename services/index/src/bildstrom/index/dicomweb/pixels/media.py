"""Media types of frames by transfer syntax (PS3.18 tables 8.7.3-2 to 8.7.3-4)."""

from bildstrom.dicom.encoding import EXPLICIT_LITTLE

OCTETS = "application/octet-stream"

_SYNTAX = "1.2.840.10008.1.2."
_NUMBERS = {
    "image/jpeg": "4.50 4.51 4.57 4.70",
    "image/dicom-rle": "5",
    "image/jls": "4.80 4.81",
    "image/jp2": "4.90 4.91",
    "image/jpx": "4.92 4.93",
    "image/jphc": "4.201 4.202 4.203",
    "image/jxl": "4.110 4.111 4.112",
    "video/mpeg2": "4.100 4.100.1 4.101 4.101.1",
    "video/mp4": "4.102 4.102.1 4.103 4.103.1 4.104 4.104.1 4.105 4.105.1 4.106 4.106.1",
    "video/H265": "4.107 4.108",
}
_MEDIA_TYPES = {_SYNTAX + number: kind for kind, numbers in _NUMBERS.items() for number in numbers.split()}


def media_type_of(transfer_syntax: str) -> str:
    """The media type of a frame as it is stored."""
    return _MEDIA_TYPES.get(transfer_syntax, OCTETS)


def labelled(kind: str, transfer_syntax: str) -> str:
    """A ``Content-Type`` that also says the transfer syntax."""
    return f"{kind}; transfer-syntax={transfer_syntax}"


NATIVE_FRAME = labelled(OCTETS, EXPLICIT_LITTLE)
