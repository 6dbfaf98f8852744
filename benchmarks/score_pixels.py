"""Pixels of the cohort: noise, and ultrasound with who, when and where burned into it."""

from random import Random

import cv2
import numpy as np
from score_key import Kind, Planted
from score_phi import Person

_SIDE = 64
_WIDTH, _HEIGHT = 640, 480


def noise(planted: Planted, random: Random) -> None:
    """A small image that must come out bit for bit."""
    values = np.frombuffer(random.randbytes(_SIDE * _SIDE * 2), np.uint16) & 0x0FFF
    _describe(planted, _SIDE, _SIDE, 16, values.tobytes())
    planted.expect(Kind.PIXELS_RETAINED)


def burned_in(planted: Planted, who: Person, random: Random) -> None:
    """A dark fan with a line of text above it, which must go while the fan stays."""
    pixels = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    shade = np.frombuffer(random.randbytes(_WIDTH * _HEIGHT), np.uint8).reshape(_HEIGHT, _WIDTH) // 4
    fan = np.zeros_like(pixels)
    cv2.ellipse(fan, (_WIDTH // 2, 120), (300, 300), 0, 30, 150, 1, -1)
    pixels[fan > 0] = cv2.GaussianBlur(shade, (9, 9), 0)[fan > 0]
    text = f"{who.family.upper()} {who.number}".encode("ascii", "replace").decode()
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 2)
    cv2.putText(pixels, text, (12, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2, cv2.LINE_AA)
    _describe(planted, _HEIGHT, _WIDTH, 8, pixels.tobytes())
    planted.expect(Kind.PIXELS_HIDDEN, value=f"10,{40 - height - 2},{14 + width},46", subject="burned-in text")
    planted.expect(Kind.PIXELS_RETAINED, value=f"0,0,{_WIDTH},70", subject="image below the text")


def _describe(planted: Planted, rows: int, columns: int, bits: int, data: bytes) -> None:
    values = {
        "ImageType": ["ORIGINAL", "PRIMARY"], "SamplesPerPixel": 1, "PhotometricInterpretation": "MONOCHROME2",
        "Rows": rows, "Columns": columns, "BitsAllocated": bits, "BitsStored": 12 if bits == 16 else 8,
        "HighBit": 11 if bits == 16 else 7, "PixelRepresentation": 0,
    }  # fmt: skip
    for keyword, value in values.items():
        planted.put(keyword, value)
    planted.dataset.add_new(0x7FE00010, "OW" if bits == 16 else "OB", data)
    planted.expect(Kind.TAG_RETAINED, "Rows")
