"""Which images a face may be recognised in: heads that CT or MR can be rendered from, and photographs of persons.

What says nothing of its body part counts as a head: a face that is not announced is a face all the same.
"""

import re

from bildstrom.deid.pixels.header import everywhere, text, words
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_MODALITY, _BODY_PART, _REGIONS, _CODE = 0x00080060, 0x00180015, 0x00082218, 0x00080100
# Descriptions of study and series, protocol name, performed and requested procedure.
_DESCRIPTIONS = (0x00081030, 0x0008103E, 0x00181030, 0x00400254, 0x00321060, 0x00400007)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_RENDERED = frozenset(["CT", "MR"])
_PHOTOGRAPHS = frozenset(["XC", "DMS", "GM"])
# PS3.16 annex L: the defined terms of Body Part Examined that hold a face or a part of one.
_PARTS = _listed(
    "HEAD HEADNECK FACE SKULL BRAIN CEREBELLUM ORBIT EYE EYELID EAR IAC NOSE SINUS PARANASALSINUS JAW MANDIBLE MAXILLA"
    " MOUTH PALATE TONGUE TEETH ZYGOMA SELLA SELLATURCICA PITUITARY TMJOINT MASTOID FOREHEAD CHEEK CIRCLEOFWILLIS"
    " NASOPHARYNX CSKULL WHOLEBODY TEMPBONE FACIALBONES"
)
# CID 4031 and its predecessors: the same as SCT and as SNM3 (SRT) codes.
_CODES = _listed(
    "69536005 89546000 89545001 12738006 113305005 774007 371398005 81745001 117590005 45206002 2095001 70925003"
    " 661005 91609006 123851003 123958008 21974007 38266002 42575006 56329008 53620006 59066005"
    " T-D1100 T-11100 T-D1200 T-A0100 T-A6000 T-D1000 T-D1460 T-AA000 T-D14AE T-AB000 T-22000 T-11167 T-D1213 T-11180"
    " T-51000 T-53000 T-D0010 T-B1000"
)
_WORDS = re.compile(
    r"head|kopf|kranio|crani|cerebr|brain|hirn|enceph|neuro|schaedel|schädel|skull|crane|crâne|face|facial|gesicht"
    r"|orbit|sinus|nnh|cct|cmrt|kmrt|hno|mandib|maxil|kiefer|dental|dvt|pituit|hypophys|sella|felsenbein|temporal bone"
    r"|\biac\b|stroke|schlaganfall|cabeza|cerveau|testa|encef|whole ?body|ganzk",
    re.IGNORECASE,
)


def may_show_a_face(identity: Identity, nodes: Nodes) -> bool:
    """Whether a face may be seen in an object, or be rendered from its series."""
    modalities = words(nodes, _MODALITY) or {identity.modality.upper()}
    if not _PHOTOGRAPHS.isdisjoint(modalities):
        return True
    if _RENDERED.isdisjoint(modalities):
        return False
    parts = _values(nodes, _BODY_PART)
    regions = [item for sequence in everywhere(nodes, [_REGIONS]) for item in sequence.items or ()]
    codes = {code for region in regions for code in words(region, _CODE)}
    if any(part.replace(" ", "").replace("_", "") in _PARTS for part in parts) or not _CODES.isdisjoint(codes):
        return True
    described = " ".join(text(nodes, tag) for tag in _DESCRIPTIONS)
    return bool(_WORDS.search(described)) or not (parts or codes or described.strip())


def _values(nodes: Nodes, tag: int) -> set[str]:
    return {
        part.strip("\0 ").upper()
        for node in everywhere(nodes, [tag])
        for part in bytes(node.value).decode("latin-1").split("\\")
    } - {""}
