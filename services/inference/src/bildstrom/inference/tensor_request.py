"""One inference request: which tensors travel inside it, and which lie in shared memory."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from tritonclient.grpc.aio import InferInput, InferRequestedOutput
from tritonclient.utils import np_to_triton_dtype

from bildstrom.inference.engine import Array
from bildstrom.inference.models import Model
from bildstrom.inference.shared_region import Region
from bildstrom.runtime.logs import log

SMALL = 64 * 1024  # bytes; below it a tensor travels in the request


class Output(Protocol):
    """What is said about an output tensor."""

    shape: Sequence[int]
    datatype: str


class Result(Protocol):
    """What tritonclient answers."""

    def as_numpy(self, name: str) -> Array | None:
        """A tensor that travelled in the response."""

    def get_output(self, name: str) -> Output | None:
        """Shape and type of a tensor, wherever it lies."""


class TensorRequest:
    """Inputs and wanted outputs of one inference.

    Args:
        tensors: inputs by name; views are fine.
        mask_shape: of the model's segmentation, uint8; None where it gives none.
    """

    def __init__(self, model: Model, tensors: Mapping[str, Array], mask_shape: Sequence[int] | None) -> None:
        self._tensors = tensors
        self._mask = model.segmentation.tensor if model.segmentation and mask_shape else None
        self._mask_shape = tuple(mask_shape or ())
        self._region: Region | None = None
        self.inputs = [InferInput(name, list(a.shape), np_to_triton_dtype(a.dtype)) for name, a in tensors.items()]
        self._scalars = [measurement.tensor for measurement in model.measurements]
        self.outputs = [InferRequestedOutput(name) for name in self._scalars]
        if self._mask is not None:
            self.outputs.append(InferRequestedOutput(self._mask))

    def fill(self, shared_memory: bool) -> Region | None:
        """Copies the tensors to where Triton reads them; the region that was made for the large ones, if any.

        Where /dev/shm has no room, all of them travel in the request.
        """
        large = {name: array for name, array in self._tensors.items() if array.nbytes > SMALL}
        self._region = self._make_region(large) if shared_memory and large else None
        for tensor in self.inputs:
            array = self._tensors[tensor.name()]
            if self._region is None or tensor.name() not in large:
                tensor.set_data_from_numpy(np.ascontiguousarray(array))
                continue
            place = list(large).index(tensor.name())
            np.copyto(self._region.array(place, array.shape, array.dtype), array)
            tensor.set_shared_memory(self._region.name, array.nbytes, self._region.offsets[place])
        if self._region is not None and self._mask is not None:
            self.outputs[-1].set_shared_memory(self._region.name, self._region.sizes[-1], self._region.offsets[-1])
        return self._region

    def answer(self, result: Result) -> dict[str, Array]:
        """The output tensors that came, by name; the mask is a copy of its own."""
        found = {name: result.as_numpy(name) for name in self._scalars}
        if self._mask is not None:
            found[self._mask] = result.as_numpy(self._mask) if self._region is None else self._shared_mask(result)
        return {name: array for name, array in found.items() if array is not None}

    def _shared_mask(self, result: Result) -> Array | None:
        """The mask with the shape that the answer states; None where it is not what was asked for."""
        if self._mask is None or self._region is None:
            return None
        output = result.get_output(self._mask)
        if output is None or output.datatype != "UINT8" or np.prod(output.shape) > self._region.sizes[-1]:
            return None
        return self._region.array(len(self._region.sizes) - 1, output.shape, np.uint8).copy()

    def _make_region(self, large: Mapping[str, Array]) -> Region | None:
        sizes = [array.nbytes for array in large.values()]
        if self._mask is not None:
            sizes.append(int(np.prod(self._mask_shape)))
        try:
            return Region(sizes)
        except OSError as error:
            log.warning("no shared memory", **{"error.type": type(error).__name__})
            return None
