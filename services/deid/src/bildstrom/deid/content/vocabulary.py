"""Concepts whose text stays although Table E.3.4-1 omits them: measurements cannot be read without it.

All other text that the table omits is replaced, unless descriptors are cleaned. Kept text, too, is searched for what
identifies the original.
"""

from bildstrom.deid.content.codes import concept

KEPT_TEXT = frozenset(
    concept("DCM", value)
    for value in (
        "111001",  # Algorithm Name
        "111003",  # Algorithm Version
        "112039",  # Tracking Identifier
        "113842",  # X-Ray Modulation Type
        "113878",  # Device Manufacturer
        "113879",  # Device Model Name
        "121014",  # Device Observer Manufacturer
        "121015",  # Device Observer Model Name
        "121194",  # Device Subject Manufacturer
        "121195",  # Device Subject Model Name
        "121151",  # Lesion Identifier
        "122405",  # Algorithm Manufacturer
    )
)
