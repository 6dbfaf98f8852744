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
    """A dark fan with a line of text above or below it, which must go while the fan stays."""
    pixels = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    shade = np.frombuffer(random.randbytes(_WIDTH * _HEIGHT), np.uint8).reshape(_HEIGHT, _WIDTH) // 4
    fan = np.zeros_like(pixels)
    cv2.ellipse(fan, (_WIDTH // 2, 120), (300, 300), 0, 30, 150, 1, -1)
    pixels[fan > 0] = cv2.GaussianBlur(shade, (9, 9), 0)[fan > 0]
    lines = (f"{who.family.upper()} {who.number}", f"{who.given} *{who.birth:%d.%m.%Y}", f"ID {who.number}")
    text = random.choice(lines).encode("ascii", "replace").decode()
    scale, ink = random.choice((0.45, 0.6, 0.8)), random.choice((150, 200, 255))
    (width, height), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    left, base = 12, random.choice((40, _HEIGHT - 20))
    cv2.putText(pixels, text, (left, base), cv2.FONT_HERSHEY_SIMPLEX, scale, ink, 1, cv2.LINE_AA)
    _describe(planted, _HEIGHT, _WIDTH, 8, pixels.tobytes())
    box = f"{left - 2},{base - height - 2},{left + width + 2},{base + below}"
    planted.expect(Kind.PIXELS_HIDDEN, value=box, subject=f"burned-in text of size {scale}, ink {ink}")
    strip = f"0,{max(base - 40, 0)},{_WIDTH},{min(base + 30, _HEIGHT)}"
    planted.expect(Kind.PIXELS_RETAINED, value=strip, subject="image around the text")


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
