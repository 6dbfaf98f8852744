"""The table ``[pixels]`` of a profile's file::

[pixels]
text = "clean"              # or "quarantine": what may show text is kept back
blank = "unknown"           # of the texts found: "all", "unknown" (all but labels), "identifying"
believe_no = false          # whether (0028,0301) NO lets an ultrasound pass without a look; true by default
heads = "quarantine"        # or "release", "ignore": what a face may be recognised in

[[pixels.regions]]          # device rules of the site, besides those that come with the service: see regions.py
"""

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from bildstrom.deid.pixels.options import Blanked, Heads, PixelOptions
from bildstrom.deid.pixels.regions import RegionRule, starting_set


class PixelsTable(BaseModel):
    """What a profile says of pixels; without it nothing is cleaned, and what may show text is kept back."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    text: Literal["clean", "quarantine"] = "quarantine"
    blank: Literal["all", "unknown", "identifying"] = "unknown"
    heads: Literal["quarantine", "release", "ignore"] = "ignore"
    regions: tuple[RegionRule, ...] = ()
    believe_no: bool = True

    @model_validator(mode="after")
    def _only_if_cleaned(self) -> "PixelsTable":
        if self.text == "quarantine" and (self.regions or "blank" in self.model_fields_set):
            raise ValueError('blank and regions say how text is cleaned: add text = "clean"')
        names = [rule.name for rule in self.regions]
        if len(set(names)) < len(names):
            raise ValueError("give every region rule a name of its own")
        return self

    def options(self) -> PixelOptions:
        """The same as a value."""
        if self.text == "quarantine":
            return PixelOptions(heads=Heads(self.heads), believes_no=self.believe_no)
        regions = (*self.regions, *_starting_set())
        return PixelOptions(True, Blanked(self.blank), Heads(self.heads), regions, self.believe_no)


@cache
def _starting_set() -> tuple[RegionRule, ...]:
    return starting_set()
