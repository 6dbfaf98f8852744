"""Grey levels as a person sees them, 8 bits deep: modality LUT, VOI LUT, polarity (PS3.3 C.11.1, C.11.2, PS3.4 N.2)."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.pixels.processing import apply_modality_lut, apply_voi
from pydicom.uid import ExplicitVRLittleEndian

Window = tuple[float, float, str]  # center, width, function as in VOI LUT Function

_BRIGHTEST = 255.0


def grey_picture(samples: NDArray[Any], dataset: Dataset, index: int, window: Window | None) -> NDArray[np.uint8]:
    """The picture of a frame of one sample per pixel.

    Args:
        samples: stored values, (rows, columns).
        dataset: of the object, without its pixels.
        index: number of the frame, from 0.
        window: to be used in place of the object's own.
    """
    facts = facts_of(dataset, index)
    values = samples if samples.dtype.kind == "f" else apply_modality_lut(samples, facts)
    if window is None and facts.get("VOILUTSequence"):
        picture = _by_table(values, facts)
    else:
        window = window or _own_window(facts) or _full_range(values, samples, dataset)
        picture = windowed(values.astype(np.float32), window)
    if dataset.get("PhotometricInterpretation") == "MONOCHROME1":
        picture = _BRIGHTEST - picture
    eight: NDArray[np.uint8] = np.rint(picture).astype(np.uint8)
    return eight


def facts_of(dataset: Dataset, index: int) -> Dataset:
    """What holds for one frame, from its functional groups, the shared ones, or the object (PS3.3 C.7.6.16)."""
    facts = Dataset()
    facts.file_meta = FileMetaDataset()
    facts.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian  # the byte order of tables that are written as words
    for keyword in ("BitsStored", "BitsAllocated", "PixelRepresentation"):
        if keyword in dataset:
            facts[keyword] = dataset[keyword]
    for source in _sources(dataset, index):
        for group in ("ModalityLUTSequence", "RescaleIntercept", "RescaleSlope"):
            if group in source:
                facts[group] = source[group]
        for group in ("VOILUTSequence", "WindowCenter", "WindowWidth", "VOILUTFunction"):
            if group in source:
                facts[group] = source[group]
    return facts


def _sources(dataset: Dataset, index: int) -> Iterator[Dataset]:
    """The object, what its frames share, the frame: what is said later holds."""
    yield dataset
    shared = dataset.get("SharedFunctionalGroupsSequence") or []
    frames = dataset.get("PerFrameFunctionalGroupsSequence") or []
    for item in [*shared[:1], *frames[index : index + 1]]:
        for macro in ("PixelValueTransformationSequence", "FrameVOILUTSequence"):
            yield from (item.get(macro) or [])[:1]


def _own_window(facts: Dataset) -> Window | None:
    center, width = (_first(facts.get(keyword)) for keyword in ("WindowCenter", "WindowWidth"))
    if center is None or width is None or width <= 0:
        return None
    return center, width, str(facts.get("VOILUTFunction") or "LINEAR")


def _first(value: Any) -> float | None:
    if value is None or value == "":
        return None
    return float(value[0] if isinstance(value, Sequence) and not isinstance(value, str) else value)


def _full_range(values: NDArray[Any], samples: NDArray[Any], dataset: Dataset) -> Window:
    """From the lowest to the highest value, padding left out (PS3.3 C.7.5.1.1.2)."""
    seen = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    padding = dataset.get("PixelPaddingValue")
    if padding is not None and (kept := values[samples != padding]).size:
        seen = kept
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    return (low + high) / 2, max(high - low, 1e-9), "LINEAR_EXACT"


def _by_table(values: NDArray[Any], facts: Dataset) -> NDArray[Any]:
    bits = int(facts.VOILUTSequence[0].LUTDescriptor[2])
    return np.asarray(
        apply_voi(np.rint(values).astype(np.int32), facts, index=0).astype(np.float32) * (_BRIGHTEST / (2**bits - 1))
    )


def windowed(values: NDArray[np.float32], window: Window) -> NDArray[Any]:
    """Values through a window, from 0 to 255 (PS3.3 C.11.2.1.2.1 and C.11.2.1.3)."""
    center, width, function = window
    if function == "SIGMOID":
        return np.asarray(_BRIGHTEST / (1 + np.exp(np.clip(-4 * (values - center) / width, -80, 80))))
    if function == "LINEAR_EXACT":
        return np.asarray(np.clip((values - center) / width + 0.5, 0, 1) * _BRIGHTEST)
    if width <= 1:
        return np.asarray(np.where(values <= center - 0.5, 0, _BRIGHTEST))
    return np.asarray(np.clip((values - (center - 0.5)) / (width - 1) + 0.5, 0, 1) * _BRIGHTEST)
