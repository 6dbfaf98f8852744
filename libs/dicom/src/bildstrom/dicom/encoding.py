"""How the elements of a data set are written (PS3.5 section 7): byte order, explicit or implicit VR."""

from dataclasses import dataclass
from struct import Struct

IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
JPIP_DEFLATED = "1.2.840.10008.1.2.4.95"
JPIP_HTJ2K_DEFLATED = "1.2.840.10008.1.2.4.205"
# The data set as a whole is a deflate stream (PS3.5 A.5).
DEFLATED_SYNTAXES = frozenset({DEFLATED, JPIP_DEFLATED, JPIP_HTJ2K_DEFLATED})

LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())  # 32-bit length, PS3.5 7.1.2
SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())


@dataclass(frozen=True, slots=True)
class Encoding:
    """The structs that read one way of writing elements.

    Attributes:
        explicit: whether the VR is written.
        head: explicit: group, element, VR, 16-bit length; implicit: group, element, 32-bit length.
        long: a 32-bit length.
        item: group, element, 32-bit length of an item or delimiter, which never has a VR.
    """

    explicit: bool
    head: Struct
    long: Struct
    item: Struct


EXPLICIT_LE = Encoding(True, Struct("<HH2sH"), Struct("<L"), Struct("<HHL"))
EXPLICIT_BE = Encoding(True, Struct(">HH2sH"), Struct(">L"), Struct(">HHL"))
IMPLICIT_LE = Encoding(False, Struct("<HHL"), Struct("<L"), Struct("<HHL"))


def encoding_of(transfer_syntax: str) -> Encoding:
    """How a data set is written in a transfer syntax; for a deflated one: how it is once inflated.

    Everything but the two exceptions is explicit little endian, syntaxes still to come included (PS3.5 section 10).
    """
    if transfer_syntax == IMPLICIT_LITTLE:
        return IMPLICIT_LE
    if transfer_syntax == EXPLICIT_BIG:
        return EXPLICIT_BE
    return EXPLICIT_LE
