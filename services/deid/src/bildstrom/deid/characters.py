"""Text as it was encoded to text as it was meant (PS3.5 6.1, PS3.3 C.12.1.1.2)."""

from collections.abc import Sequence

from pydicom.charset import decode_bytes, python_encoding

_DELIMITERS = {0x0A, 0x0C, 0x0D, 0x09, 0x5C, 0x5E, 0x3D}  # after which ISO 2022 falls back to the first set


def encodings_of(character_set: bytes) -> tuple[str, ...]:
    """The Python codecs of a Specific Character Set; what is not a defined term counts as the default repertoire."""
    terms = [term.strip(b"\0 ").decode("latin-1") for term in character_set.split(b"\\")]
    return tuple(python_encoding.get(term, "iso8859") for term in terms) or ("iso8859",)


def decoded(value: bytes, encodings: Sequence[str]) -> str:
    """The text of a value; what its character set cannot have written becomes U+FFFD."""
    if value.isascii() and b"\x1b" not in value and encodings[0] != "shift_jis":
        return value.decode("ascii")
    if len(encodings) == 1 and not encodings[0].startswith("iso2022"):
        return value.decode(encodings[0], "replace")
    return decode_bytes(value, list(encodings), _DELIMITERS)
