"""Installed models: each is a folder with a Triton model and a ``model.toml`` that says what it takes and gives.

Adding a model is adding a folder. The names of tensors are the ones of its ``config.pbtxt``.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

ReasonWord = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class ModelInvalid(Exception):
    """A ``model.toml`` cannot be used; the message names the file and every mistake in it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Concept(_Part):
    """A coded concept (PS3.3 section 8)."""

    value: str = Field(min_length=1, max_length=16)
    scheme: str = Field(min_length=1, max_length=16)
    meaning: str = Field(min_length=1, max_length=64)


class CodingScheme(_Part):
    """A private coding scheme that the concepts use (PS3.3 C.12.1, Coding Scheme Identification Sequence)."""

    designator: str = Field(pattern=r"^99[A-Z0-9]{1,14}$")
    name: str
    responsible: str


class Algorithm(_Part):
    """What is written about the algorithm into its results."""

    name: str = Field(max_length=64)
    family: Concept
    source: str = Field(max_length=64)


class Selection(_Part):
    """Which series the model takes.

    Attributes:
        sop_classes: SOP Class UIDs of its images; others in the series are left out.
        body_parts: values of Body Part Examined; an image without one is taken; empty: any.
        axial: slices lie across the body's long axis, within 10 degrees.
        max_slice_spacing_mm: greatest distance of neighbouring slices.
    """

    modality: str
    sop_classes: tuple[str, ...] = Field(min_length=1)
    body_parts: tuple[str, ...] = ()
    min_slices: int = Field(ge=2)
    max_slices: int = Field(ge=2)
    axial: bool = True
    max_slice_spacing_mm: float = Field(gt=0)


class Input(_Part):
    """How a series becomes the model's input.

    Attributes:
        volume: name of the tensor of the voxels, INT16 [slices, rows, columns].
        spacing: name of the tensor of mm between slices, rows, columns, FP32 [3]; none: the model has no such input.
        intensity: what a voxel's value is.
        orientation: ``LPS`` turns columns towards the patient's left, rows towards the back; slices run to the head.
    """

    volume: str
    spacing: str | None = None
    intensity: Literal["hounsfield"] = "hounsfield"
    orientation: Literal["LPS", "as_acquired"] = "LPS"


class MeasurementOutput(_Part):
    """A number that the model gives, FP32 [1]; outside its range it is taken for a failure.

    Attributes:
        segment: name of the segment that it was measured in; none: in the whole series.
    """

    name: ReasonWord
    tensor: str
    concept: Concept
    unit: Concept
    minimum: float
    maximum: float
    decimals: int = Field(2, ge=0, le=6)
    segment: str | None = None


class Segment(_Part):
    """One value of the mask."""

    name: str = Field(max_length=64)
    value: int = Field(ge=1, le=255)
    category: Concept
    type: Concept


class SegmentationOutput(_Part):
    """A label map, UINT8 [slices, rows, columns]; 0 is background."""

    tensor: str
    segments: tuple[Segment, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for field in ("name", "value"):
            if len({getattr(segment, field) for segment in self.segments}) != len(self.segments):
                raise ValueError(f"two segments have the same {field}")
        return self


class Model(_Part):
    """One version of a model.

    Attributes:
        name: of the Triton model, and of its folder.
        version: of the Triton model; results of another version are other results.
        deadline_s: of one inference.
        procedure: the procedure that the report is about.
        refusals: words with which the model refuses an input (INVALID_ARGUMENT); they become reasons.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")
    version: int = Field(ge=1)
    deadline_s: float = Field(60.0, gt=0, le=600)
    algorithm: Algorithm
    procedure: Concept
    series: Selection
    input: Input
    measurements: tuple[MeasurementOutput, ...] = ()
    segmentation: SegmentationOutput | None = None
    refusals: tuple[ReasonWord, ...] = ()
    coding_schemes: tuple[CodingScheme, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.measurements and self.segmentation is None:
            raise ValueError("a model gives measurements, a segmentation, or both")
        known = {segment.name for segment in self.segmentation.segments} if self.segmentation else set()
        for measurement in self.measurements:
            if measurement.segment is not None and measurement.segment not in known:
                raise ValueError(f"measurement {measurement.name} is made in a segment that does not exist")
        if len({measurement.name for measurement in self.measurements}) != len(self.measurements):
            raise ValueError("two measurements have the same name")
        return self


def read_model(path: Path) -> Model:
    """The model that a ``model.toml`` describes.

    Raises:
        ModelInvalid: it is not TOML, has unknown or missing keys, or contradicts itself or its folder.
    """
    try:
        model = Model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ModelInvalid(f"{path}: {error}") from error
    except ValidationError as error:
        mistakes = [f"{'.'.join(map(str, item['loc'])) or 'model'}: {item['msg']}" for item in error.errors()]
        raise ModelInvalid("\n".join(f"{path}: {mistake}" for mistake in mistakes)) from error
    if path.parent.name != model.name:
        raise ModelInvalid(f"{path}: name: is {model.name}, the folder is {path.parent.name}")
    if not (path.parent / str(model.version)).is_dir():
        raise ModelInvalid(f"{path}: version: there is no folder {model.version} beside it")
    return model


def installed_models(folder: Path) -> tuple[Model, ...]:
    """All models of a folder, by name.

    Raises:
        ModelInvalid: one cannot be used, or there is none.
    """
    models = tuple(read_model(path) for path in sorted(folder.glob("*/model.toml")))
    if not models:
        raise ModelInvalid(f"{folder}: no model.toml in any folder in it")
    return models
