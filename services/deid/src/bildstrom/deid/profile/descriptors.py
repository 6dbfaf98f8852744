"""Cleans descriptions: of a text only words stay that are known to describe (PS3.15 E.3.5, its second note).

A list of what is dangerous can never be whole, so this is one of what is safe: words of the standard's code meanings,
words and abbreviations of protocols, lengths and times with their units, and what a profile adds. In "CT chest abdomen
pelvis - 55F Dr. Smith" that is "CT chest abdomen pelvis".
"""

import re
from dataclasses import dataclass
from functools import cache

from bildstrom.deid.standard.words import WORDS

# What protocols are called by, beside the words of PS3.16; no name of a person among them.
_PROTOCOLS = """
    2d 3d 4d abd abdomen adc ap asl average ax axial b0 becken bein bh blade bold bolus bone brain brust cbct ce
    cest chest coerce coil contrast cor coronal correct cr ct cta ctp cube dce default delay delayed dixon dsa
    dsc dti dual dwi dx dynamic ecg ellenbogen enhanced ep epi fat fbp ffe fiesta flair flash fov fs fse fuss
    gate gated gd gefaesse gre hals haste head herz hirn hr hueft hueste i ii iii in ir iv kernel km knee knie
    kontrast kopf lao lat lateral leber li links loc localizer lspine lumbar lung map mapping mdct mg mip mit
    mono motion mpr mprage mr mra mrcp mri mrt mrv multi nativ native nc neck neuro niere non oberarm
    oberschenkel obl oblique of ohne opp out pa pc pca pd pdw pelvis perf perfusion pet phase pilot plain
    planning post pre prep prone propeller protocol pw qa qc radial rao re rechts recon ref resp roentgen
    routine rt sag sagittal scan schulter scout screening se sense sequence series shoulder slab slice smart
    soft space spair spect spgr spin spine spir standard std stir study supine survey surview swan swi t1 t1w
    t1wi t2 t2w t2wi te tfe thick thin thins thorax ti time tof tomo topogram tr tra trace transversal truefisp
    trufi tse tspine turbo uniform unterarm unterschenkel us ute vessel vibe view vol volume w w/ w/o water wb
    whole wirbelsaeule with without wo xa xr xray
"""
_PART = re.compile(rb"\b[Ww]/(?:[Oo]\b)?|[A-Za-z0-9.\x80-\xff]+")  # "W/O contrast" must not become "W contrast"
_MEASURE = re.compile(rb"\d{1,3}(?:\.\d{1,3})?(mm|cm|ms|s|sec|min|kv|kvp|ma|mas|t|deg)", re.IGNORECASE)
_NUMBER, _UNIT = re.compile(rb"\d{1,3}(?:\.\d{1,3})?"), re.compile(rb"(?:mm|cm|ms|kv|kvp|mas)", re.IGNORECASE)
_BEFORE_NAMES = frozenset(b"by doctor dr frau herr miss mr mrs ms prof".split())
_LONGEST_NAME = 2  # words behind one of those: "Dr. Hand" and "Dr. Robin Stone" are no parts of a body, nor findings
# Known words that are surnames, too: written as names are, they stay only among words that are all known.
_ALSO_NAMES = frozenset(
    b"""
    ball black blood bone box bull cross day dixon field finger foot fox french glass gray green gross hand head heart
    herz horn iron kopf leg little long main major mass middle nail orange pace palm peak plane plate pool power rabbit
    ray rich ring root salt sharp shepherd shield short shot shoulder silver skin sleep small smart step stone strong
    swan thin walker wall warm water white wild wright yellow
    """.split()
)
_UNKNOWN = re.compile(rb"(?:[A-Za-z]|[\x80-\xff]){3,}")  # shorter ones and those with digits are parameters
_NOTHING_LEFT = b"REMOVED"
_SEVERAL_VALUES = frozenset(["CS", "LO", "SH", "UC"])


@cache
def known_words() -> frozenset[bytes]:
    """Every word that is known to describe, in lower case."""
    return frozenset(word.encode("ascii") for word in f"{WORDS} {_PROTOCOLS}".split())


@dataclass(frozen=True, slots=True)
class CleanText:
    """Keeps the known words of a text, and those that a profile adds (ASCII, lower case)."""

    more: tuple[bytes, ...] = ()

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """The known words of each value; a word that says that something went, where none is left."""
        if not value.strip(b"\0 "):
            return value
        if b"\x1b" in value:  # other character sets in seven bits (ISO 2022): letters that are none
            cleaned = _NOTHING_LEFT
        else:
            cleaned = b"\\".join(map(self._one, value.split(b"\\") if vr in _SEVERAL_VALUES else [value]))
        return cleaned + b" " if len(cleaned) % 2 else cleaned

    def _one(self, value: bytes) -> bytes:
        parts: list[bytes] = _PART.findall(value)
        counted = {place + 1 for place, part in enumerate(parts) if _NUMBER.fullmatch(part)}
        measures = {place for place in counted if place < len(parts) and _UNIT.fullmatch(parts[place])}
        places = measures | {place - 1 for place in measures}
        called = _names(parts)
        others = [part for place, part in enumerate(parts) if place not in called]
        if any(_UNKNOWN.fullmatch(part) and not self._is_known(part) for part in others):
            called |= {place for place, part in enumerate(parts) if part[:1].isupper() and part.lower() in _ALSO_NAMES}
        kept = [
            part
            for place, part in enumerate(parts)
            if place in places or (place not in called and self._is_known(part))
        ]
        return b" ".join(kept) or (_NOTHING_LEFT if value.strip(b"\0 ") else b"")

    def _is_known(self, part: bytes) -> bool:
        word = part.strip(b".").lower()
        return word in known_words() or word in self.more or _MEASURE.fullmatch(part) is not None


def _names(parts: list[bytes]) -> set[int]:
    """The places of words that are written like a name behind what comes before one."""
    found: set[int] = set()
    for place, part in enumerate(parts):
        if part.strip(b".").lower() in _BEFORE_NAMES:
            for behind in range(place + 1, min(place + 1 + _LONGEST_NAME, len(parts))):
                if not _like_a_name(parts[behind]):
                    break
                found.add(behind)
    return found


def _like_a_name(part: bytes) -> bool:
    """Whether a word begins with a capital, with a letter beyond ASCII, or is the d of d'Alembert."""
    return part[:1].isupper() or part[0] > 127 or part in (b"d", b"o")
