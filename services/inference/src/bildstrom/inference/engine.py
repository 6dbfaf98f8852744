"""What the service asks of an inference server."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bildstrom.inference.models import Model

Array = npt.NDArray[np.generic]


class Refused(Exception):
    """The model cannot take this input.

    Attributes:
        reason: a word that the model declares, or ``model_refused``, ``model_error``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Engine(Protocol):
    """An inference server."""

    async def infer(
        self, model: Model, tensors: Mapping[str, Array], mask_shape: Sequence[int], traceparent: str | None = None
    ) -> dict[str, Array]:
        """One inference; output tensors by name, those that came.

        Args:
            tensors: inputs by name; views are fine.
            mask_shape: of the segmentation, uint8, where the model gives one.
            traceparent: W3C context that the model's own spans continue.

        Raises:
            Refused: the model does not take this input.
            Unavailable: no answer now.
        """
