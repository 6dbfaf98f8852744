"""The report on an object whose pixels were cleaned: it names them, and what describes them."""

from functools import partial

from unit.deid.objects import PROJECT, claim_of, encoded, read
from unit.deid_pixels.images import CLEAN, NAME, NAME_AT, object_of, written
from unit.deid_report.oracle import differing

from bildstrom.deid.engine import deidentify
from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.report.explain import explained
from bildstrom.deid.v1 import deid_pb2 as pb


def test_blanked_pixels_are_named_with_what_describes_them(eyes: Eyes) -> None:
    profiles = {"clean": Profile("clean", pixels=CLEAN)}
    raw = encoded(object_of(written({NAME_AT: NAME}), "MONOCHROME2"))
    project = PROJECT.model_copy(update={"profile": "clean"})
    engine = partial(deidentify, profiles=profiles, eyes=eyes)
    report, clean = explained(raw, claim_of(raw), project, engine, profiles)
    assert clean is not None
    assert {item.path for item in report.acted[1:]} == differing(read(raw), read(clean.data))
    pixels = pb.Acted(
        path="(7FE0,0010)",
        keyword="PixelData",
        effect=pb.EFFECT_BLANKED,
        rule="pixels: looked at and cleaned of text",
    )
    assert pixels in report.acted
