"""Finds text in an object's pixels and blanks it: first what the device is known for, then what OCR finds."""

from dataclasses import dataclass, field

import numpy as np

from bildstrom.deid.pixels.blanking import Samples, blank, cleared_spare_bits, fill_of, samples_of
from bildstrom.deid.pixels.classes import NATIVE_SYNTAXES
from bildstrom.deid.pixels.eyes import Eyes, Text
from bildstrom.deid.pixels.header import found
from bildstrom.deid.pixels.image import Image, image_of
from bildstrom.deid.pixels.known import Known, known_of
from bildstrom.deid.pixels.matching import Meaning, meaning_of
from bildstrom.deid.pixels.options import Blanked, PixelOptions
from bildstrom.deid.pixels.pictures import pictures_of
from bildstrom.deid.pixels.rectangle import Rectangle
from bildstrom.deid.pixels.regions import areas_to_blank
from bildstrom.deid.pixels.suspicion import Suspicion
from bildstrom.deid.quarantine import BURNED_IN_TEXT, Quarantine
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_LOOKS = 4  # at one frame; the last must find nothing
_MARGIN = 3  # pixels at least
_MOST_BLANKED = 0.5  # of what no device rule blanked; beyond it the object is a page, not an image

_LEFT_ALONE = {
    Blanked.ALL: frozenset[Meaning](),
    Blanked.UNKNOWN: frozenset({Meaning.LABEL, Meaning.SHAPE}),
    Blanked.IDENTIFYING: frozenset({Meaning.LABEL, Meaning.SHAPE, Meaning.UNKNOWN}),
}


@dataclass(frozen=True, slots=True)
class Clean:
    """Native pixel data without text, of even length, and their description."""

    data: bytearray
    image: Image


@dataclass(slots=True)
class _Canvas:
    """Pixels in work; ``covered`` is what is blanked, (rows, columns)."""

    samples: Samples
    image: Image
    fill: tuple[int, ...]
    covered: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = field(init=False)

    def __post_init__(self) -> None:
        self.covered = np.zeros((self.image.rows, self.image.columns), np.bool_)

    def blank(self, places: list[Rectangle]) -> None:
        blank(self.samples, self.image, places, self.fill)
        for place in places:
            left, top, right, bottom = place.within(self.image.columns, self.image.rows)
            self.covered[top:bottom, left:right] = True


def cleaned(identity: Identity, nodes: Nodes, options: PixelOptions, eyes: Eyes, suspected: Suspicion) -> Clean | None:
    """The pixels without text; None if there was none.

    Raises:
        Quarantine: doubt remains, or they cannot be looked at.
    """
    data, image = _native(identity, nodes, eyes)
    samples = samples_of(data, image)
    if suspected is Suspicion.OVERLAY:
        cleared_spare_bits(samples, image)
    canvas = _Canvas(samples, image, fill_of(samples, image, nodes))
    areas = areas_to_blank(options.regions, nodes, image)
    canvas.blank(areas or [])
    frames = _frames_to_read(image.frames, eyes.frames, known_device=areas is not None)
    _blank_texts(canvas, nodes, options, eyes, frames)
    if suspected is Suspicion.STATED and not canvas.covered.any():
        raise Quarantine(BURNED_IN_TEXT)  # it says that there is text, and none was found
    return Clean(data, image) if canvas.covered.any() or suspected is Suspicion.OVERLAY else None


def _native(identity: Identity, nodes: Nodes, eyes: Eyes) -> tuple[bytearray, Image]:
    image, pixels = image_of(nodes, eyes.largest), found(nodes, PIXEL_DATA)
    assert pixels is not None  # whoever calls has seen it
    if identity.transfer_syntax_uid in NATIVE_SYNTAXES:
        return bytearray(pixels.value), image
    return eyes.decoded(pixels.value, identity.transfer_syntax_uid, image)


def _frames_to_read(frames: int, most: int, *, known_device: bool) -> list[int]:
    """All, or of a clip from a known device some from the first to the last.

    Raises:
        Quarantine: a long clip whose text could be anywhere, at any time.
    """
    if frames <= most:
        return list(range(frames))
    if not known_device:
        raise Quarantine(BURNED_IN_TEXT)
    return sorted({round(step * (frames - 1) / max(most - 1, 1)) for step in range(most)})


def _blank_texts(canvas: _Canvas, nodes: Nodes, options: PixelOptions, eyes: Eyes, frames: list[int]) -> None:
    """Read one frame after the other, and blank what is found in all of them, until a frame shows nothing more.

    Raises:
        Quarantine: text remains, or half of the image would have to go.
    """
    known, left_alone = known_of(nodes), _LEFT_ALONE[options.blanked]
    spared = ~canvas.covered
    for frame in frames:
        ignored = left_alone
        for _ in range(_LOOKS):
            texts = _texts(canvas, nodes, eyes, frame)
            places = [_with_margin(text.place) for text in texts if _means(text, known) not in ignored]
            canvas.blank(places)
            if not places:
                break
            ignored = left_alone | {
                Meaning.UNREADABLE,
                Meaning.SHAPE,
            }  # the edges of what was blanked look like letters
        else:
            raise Quarantine(BURNED_IN_TEXT)
    if (canvas.covered & spared).sum() > _MOST_BLANKED * max(spared.sum(), 1):
        raise Quarantine(BURNED_IN_TEXT)


def _texts(canvas: _Canvas, nodes: Nodes, eyes: Eyes, frame: int) -> list[Text]:
    pictures = pictures_of(canvas.samples[frame], canvas.image, nodes)
    return [text for picture in pictures for text in eyes.read(picture)]


def _with_margin(place: Rectangle) -> Rectangle:
    """Soft edges, and boxes that are a little tight: a quarter of the letters' height more on each side."""
    return place.grown(max(_MARGIN, (place.bottom - place.top) // 4))


def _means(text: Text, known: Known) -> Meaning:
    left, top, right, bottom = text.place
    return meaning_of(text.words, text.certainty, min(right - left, bottom - top), known)
