"""How much the benchmark of the index takes on."""

from dataclasses import dataclass

SLICES = 250  # of a synthetic study


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is.

    Attributes:
        catalogue: instances in the catalogue, at each of which is searched.
        peer: instances in Orthanc.
        backlog: studies that the projector has waiting.
        metadata: instances of the series whose metadata is retrieved.
        slices: of the study that is retrieved.
        copies: how often these stand in the large study; 4 of 500 are 1 GB.
        frames: of the multi-frame object.
        searches: of each kind.
    """

    catalogue: tuple[int, ...] = (10_000, 1_000_000)
    peer: int = 10_000
    backlog: int = 40
    metadata: int = 1000
    slices: int = 500
    copies: int = 4
    frames: int = 1000
    searches: int = 100


QUICK = Sizes((2_000, 20_000), 1_000, 8, 200, 40, 4, 100, 20)
