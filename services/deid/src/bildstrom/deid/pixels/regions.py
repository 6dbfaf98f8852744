"""Device rules: where a device of a certain make puts text, or where its picture is. TOML in, rectangles out.

    [[regions]]
    name = "ge-ct-dose-page"
    reason = "name, ID and accession number stand in the first lines"
    match = { modality = "CT", manufacturer = "GE *", series_description = "Dose Report*" }
    blank = [[0, 0, 512, 110]]   # left, top, width, height; width 0: as wide as the image

All rules that match an object are applied. Exactly one of ``blank``, ``keep`` and ``keep_ultrasound_regions = true``
says what to do. All conditions of ``match`` have to hold: texts are patterns with ``*`` and ``?``, compared without
regard to case; numbers are exact.
"""

import tomllib
from fnmatch import fnmatchcase
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bildstrom.deid.pixels.header import found, text, unsigned, words
from bildstrom.deid.pixels.image import Image
from bildstrom.deid.pixels.rectangle import Rectangle, outside
from bildstrom.dicom.tree import Nodes

_ULTRASOUND_REGIONS = 0x00186011
_BORDERS = (0x00186018, 0x0018601A, 0x0018601C, 0x0018601E)  # X0, Y0, X1, Y1, the last two inclusive (C.8.5.5)
_TEXTS = {
    "modality": 0x00080060,
    "manufacturer": 0x00080070,
    "model": 0x00081090,
    "sop_class": 0x00080016,
    "series_description": 0x0008103E,
}
_IMAGE_TYPE = 0x00080008


class RegionsError(ValueError):
    """The device rules cannot be used; the message says what to change."""


class Match(BaseModel):
    """When a rule applies; what is not named does not matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    modality: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    sop_class: str | None = None
    series_description: str | None = None
    image_type: str | None = Field(default=None, description="any of the values of Image Type")
    rows: int | None = None
    columns: int | None = None

    @model_validator(mode="after")
    def _some(self) -> "Match":
        if not self.model_fields_set:
            raise ValueError("say at least one condition")
        return self


class RegionRule(BaseModel):
    """One device rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    reason: str = Field(min_length=1)
    match: Match
    blank: tuple[tuple[int, int, int, int], ...] | None = None
    keep: tuple[tuple[int, int, int, int], ...] | None = None
    keep_ultrasound_regions: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "RegionRule":
        if (self.blank is not None) + (self.keep is not None) + self.keep_ultrasound_regions != 1:
            raise ValueError("say exactly one of blank, keep, keep_ultrasound_regions")
        if any(number < 0 for box in (*(self.blank or ()), *(self.keep or ())) for number in box):
            raise ValueError("rectangles are left, top, width, height, none of them negative")
        return self


def parse_regions(document: str) -> tuple[RegionRule, ...]:
    """Read device rules.

    Raises:
        RegionsError: syntax, an unknown setting, a name that is given twice.
    """
    try:
        content = tomllib.loads(document)
    except tomllib.TOMLDecodeError as error:
        raise RegionsError(f"regions: not valid TOML: {error}") from error
    if set(content) - {"regions"} or not isinstance(content.get("regions", []), list):
        raise RegionsError("regions: the document holds tables [[regions]] and nothing else")
    try:
        rules = tuple(RegionRule.model_validate(table) for table in content.get("regions", []))
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise RegionsError(f"regions: {problems}") from None
    names = [rule.name for rule in rules]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RegionsError(f"regions: give every rule a name of its own; twice: {twice}")
    return rules


def starting_set() -> tuple[RegionRule, ...]:
    """The rules that come with the service."""
    return parse_regions((resources.files(__package__) / "regions.toml").read_text(encoding="utf-8"))


def areas_to_blank(rules: tuple[RegionRule, ...], nodes: Nodes, image: Image) -> list[Rectangle] | None:
    """What all rules that match blank; None if no rule matches.

    A rule about ultrasound regions matches only an object that has them, all of them sound.
    """
    blanked = [area for rule in rules if (area := _blanked_by(rule, nodes, image)) is not None]
    return [place for places in blanked for place in places] if blanked else None


def _blanked_by(rule: RegionRule, nodes: Nodes, image: Image) -> list[Rectangle] | None:
    if not _matches(rule.match, nodes, image):
        return None
    if rule.blank is not None:
        return [_sized(box, image) for box in rule.blank]
    kept = _ultrasound_regions(nodes) if rule.keep is None else [_sized(box, image) for box in rule.keep]
    return outside(kept, image.columns, image.rows) if kept else None


def _matches(match: Match, nodes: Nodes, image: Image) -> bool:
    patterns = ((getattr(match, name), text(nodes, tag)) for name, tag in _TEXTS.items())
    if not all(pattern is None or fnmatchcase(value.upper(), pattern.upper()) for pattern, value in patterns):
        return False
    if match.image_type is not None and not any(
        fnmatchcase(word, match.image_type.upper()) for word in words(nodes, _IMAGE_TYPE)
    ):
        return False
    return match.rows in (None, image.rows) and match.columns in (None, image.columns)


def _sized(box: tuple[int, int, int, int], image: Image) -> Rectangle:
    left, top, width, height = box
    return Rectangle(left, top, left + (width or image.columns), top + (height or image.rows))


def _ultrasound_regions(nodes: Nodes) -> list[Rectangle]:
    sequence = found(nodes, _ULTRASOUND_REGIONS)
    regions: list[Rectangle] = []
    for item in (sequence.items or ()) if sequence is not None else ():
        borders = [unsigned(item, tag) for tag in _BORDERS]
        left, top, right, bottom = (-1 if each is None else each for each in borders)
        if min(left, top) < 0 or right <= left or bottom <= top:
            return []
        regions.append(Rectangle(left, top, right + 1, bottom + 1))
    return regions
