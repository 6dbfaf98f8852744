"""A volume as a model's input, and the model's outputs as findings: nothing passes that contradicts ``model.toml``."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bildstrom.dicom.volume import Volume
from bildstrom.inference.models import Model
from bildstrom.inference.series import Damaged

Tensors = Mapping[str, npt.NDArray[np.generic]]
Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a model found in a series.

    Attributes:
        measurements: by name, rounded to the decimals that the model declares.
        mask: uint8 [slices, rows, columns] as the source images lie; None where the model gives none.
    """

    measurements: Mapping[str, float]
    mask: Mask | None


def inputs(model: Model, volume: Volume) -> dict[str, npt.NDArray[np.generic]]:
    """The input tensors by name; the voxels may be a view."""
    tensors: dict[str, npt.NDArray[np.generic]] = {
        model.input.volume: volume.voxels[:, *_turns(model, volume)],
    }
    if model.input.spacing is not None:
        tensors[model.input.spacing] = np.array(volume.spacing, np.float32)
    return tensors


def findings(model: Model, volume: Volume, outputs: Tensors) -> Findings:
    """The checked outputs.

    Raises:
        Damaged: output_missing, output_not_a_number, output_out_of_range, output_wrong_shape, output_unknown_segment,
            output_empty_mask.
    """
    measurements = {
        wanted.name: round(_scalar(outputs, wanted.tensor, wanted.minimum, wanted.maximum), wanted.decimals)
        for wanted in model.measurements
    }
    if model.segmentation is None:
        return Findings(measurements, None)
    mask = _output(outputs, model.segmentation.tensor)
    if mask.shape != volume.voxels.shape or mask.dtype != np.uint8:
        raise Damaged("output_wrong_shape")
    counts = [int(np.count_nonzero(mask == segment.value)) for segment in model.segmentation.segments]
    if sum(counts) != int(np.count_nonzero(mask)):
        raise Damaged("output_unknown_segment")
    if not any(counts):
        raise Damaged("output_empty_mask")
    return Findings(measurements, mask.astype(np.uint8, copy=False)[:, *_turns(model, volume)])


def _turns(model: Model, volume: Volume) -> tuple[slice, slice]:
    """How rows and columns are turned for the model; done twice it is undone."""
    if model.input.orientation == "as_acquired":
        return slice(None), slice(None)
    row, column = volume.orientation
    back = slice(None, None, -1)
    rows = back if column[1] < 0 else slice(None)
    columns = back if row[0] < 0 else slice(None)
    return rows, columns


def _output(outputs: Tensors, name: str) -> npt.NDArray[np.generic]:
    if name not in outputs:
        raise Damaged("output_missing")
    return outputs[name]


def _scalar(outputs: Tensors, name: str, minimum: float, maximum: float) -> float:
    tensor = _output(outputs, name)
    if tensor.size != 1:
        raise Damaged("output_wrong_shape")
    value = float(tensor.reshape(-1)[0].item())
    if not math.isfinite(value):
        raise Damaged("output_not_a_number")
    if not minimum <= value <= maximum:
        raise Damaged("output_out_of_range")
    return value
