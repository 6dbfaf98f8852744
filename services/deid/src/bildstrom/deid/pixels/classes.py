"""The storage SOP classes (PS3.4 B.5) and transfer syntaxes (PS3.5 section 10) that the profile is understood for.

An allow-list: a class that a later edition adds is quarantined until somebody has looked at it.
"""

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_SYNTAX = "1.2.840.10008.1.2"


def _below(root: str, suffixes: str) -> frozenset[str]:
    return frozenset(root + suffix for suffix in suffixes.split())


# Pixels of these rarely show text, unless the attributes say so.
IMAGES = _below(
    _STORAGE,
    "1 1.1 1.1.1 1.2 1.2.1 1.3 1.3.1 2 2.1 2.2 4 4.1 4.2 4.3 4.4 5 12.1 12.1.1 12.2 12.2.1 12.3 13.1.1 13.1.2 13.1.3"
    " 13.1.4 13.1.5 14.1 14.2 20 30 66.4 77.1.5.1 77.1.5.2 77.1.5.4 77.1.5.5 77.1.5.6 77.1.5.7 77.1.5.8 77.1.6 77.1.8"
    " 77.1.9 81.1 82.1 128 128.1 130 481.1 481.2 481.23 481.24",
)

# Ultrasound, secondary capture, photographs and their videos: text in the pixels is common.
IMAGES_WITH_TEXT = _below(
    _STORAGE,
    "3 3.1 6 6.1 6.2 6.3 7 7.1 7.2 7.3 7.4 77.1 77.2 77.1.1 77.1.1.1 77.1.2 77.1.2.1 77.1.3 77.1.4 77.1.4.1 77.1.7",
)

# Waveforms without sound, presentation states, registrations, surfaces, measurements, radiotherapy.
OTHERS = _below(
    _STORAGE,
    "9.1.1 9.1.2 9.1.3 9.1.4 9.2.1 9.3.1 9.5.1 9.6.1 9.6.2 9.7.1 9.7.2 9.7.3 9.7.4 9.8.1 11.1 11.2 11.3 11.4 11.5 11.6"
    " 11.7 11.8 11.9 11.10 11.11 11.12 66.1 66.2 66.3 66.5 66.6 67 68.1 68.2 77.1.5.3 78.1 78.2 78.3 78.4 78.5 78.7"
    " 78.8 79.1 80.1 481.3 481.4 481.5 481.6 481.7 481.8 481.9 481.10 481.11 481.12 481.13 481.14 481.15 481.16 481.17"
    " 481.18 481.19 481.20 481.21 481.22 481.25 91.1",
)

SUPPORTED = IMAGES | IMAGES_WITH_TEXT | OTHERS

# Reports whose content is cleaned item by item: basic text to enhanced dose reports, CAD, key objects, procedure logs.
REPORTS = _below(
    _STORAGE,
    "88.11 88.22 88.33 88.34 88.35 88.40 88.50 88.59 88.65 88.67 88.68 88.69 88.70 88.71 88.72 88.73 88.74 88.75 88.76",
)
STRUCTURED_REPORTS = _STORAGE + "88."
ENCAPSULATED_DOCUMENTS = _STORAGE + "104."

# Without big endian (retired 2006) and without those that fetch their pixels elsewhere.
TRANSFER_SYNTAXES = frozenset({_SYNTAX}) | _below(
    _SYNTAX + ".",
    "1 1.98 1.99 5 4.50 4.51 4.52 4.53 4.54 4.55 4.56 4.57 4.58 4.59 4.60 4.61 4.62 4.63 4.64 4.65 4.66 4.70 4.80 4.81"
    " 4.90 4.91 4.92 4.93 4.100 4.100.1 4.101 4.101.1 4.102 4.102.1 4.103 4.103.1 4.104 4.104.1 4.105 4.105.1 4.106"
    " 4.106.1 4.107 4.108 4.201 4.202 4.203",
)

# Those that do not compress pixels; a deflated data set is native once it is inflated.
NATIVE_SYNTAXES = _below(_SYNTAX + ".", "1 1.99") | {_SYNTAX}
