"""What the file meta information (PS3.10 section 7.1) of an object says, read without trusting it."""

from dataclasses import dataclass

from bildstrom.dicom.encoding import EXPLICIT_LE
from bildstrom.dicom.part10 import PREFIX_END
from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.dicom.walk import Walk

_SOP_CLASS, _SOP_INSTANCE, _TRANSFER_SYNTAX = 0x00020002, 0x00020003, 0x00020010

# Beginnings that make a file a program for some loader: PE, ELF, Mach-O in both byte orders and sizes, a script.
# A TIFF's beginning is left alone: files that are both are what PS3.10 has the preamble for.
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")


@dataclass(frozen=True, slots=True)
class FileMeta:
    """Where the data set begins, and what is said of it: UIDs, normalised but for the syntax; absent ones are empty."""

    data_set: int
    transfer_syntax: str
    sop_class_uid: str
    sop_instance_uid: str


def file_meta(file: memoryview) -> FileMeta:
    """Read a Part 10 file's meta information as far as its structure holds."""
    walk = Walk(file, PREFIX_END, EXPLICIT_LE)
    elements = iter(walk)
    found: dict[int, str] = {}
    while bytes(file[walk.position : walk.position + 2]) == b"\x02\x00":
        element = next(elements, None)
        if element is None:
            break
        if element.tag in (_SOP_CLASS, _SOP_INSTANCE, _TRANSFER_SYNTAX):
            found[element.tag] = bytes(file[element.value : element.end][:64]).decode("ascii", "replace").strip("\0 ")
    return FileMeta(
        walk.position,
        found.get(_TRANSFER_SYNTAX, ""),
        normalised_uid(found.get(_SOP_CLASS, "")),
        normalised_uid(found.get(_SOP_INSTANCE, "")),
    )


def is_program(preamble: bytes) -> bool:
    """Whether some operating system would run a file that begins like this."""
    return preamble.startswith(_PROGRAMS)
