"""Whatever an object does to the child, it is kept back within its bounds, and the next one finds a new child."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from unit.deid.objects import encoded
from unit.deid_pixels.images import CLEAN, background, looked_at, object_of

from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.quarantine import EXHAUSTED_BOUNDS, UNDECODABLE_PIXELS, Quarantine
from bildstrom.runtime.children.bounded import (
    BoundedChild,
    Bounds,
    ChildUnusableError,
    CrashedError,
    ExhaustedError,
    python,
)

PLANTED = (sys.executable, str(Path(__file__).parents[1] / "runtime" / "planted_child.py"))


@pytest.fixture
def child() -> Iterator[BoundedChild]:
    """A child that misbehaves when it is asked to; it has 100 MiB, a second of CPU, eight seconds."""
    with closing(BoundedChild(Bounds(100 << 20, 1, 8.0), PLANTED)) as planted:
        yield planted


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("eat memory", ExhaustedError),
        ("burn time", ExhaustedError),
        ("hang", ExhaustedError),
        ("crash", CrashedError),
        ("leave", CrashedError),
        ("babble", CrashedError),
        ("answer half", CrashedError),
    ],
)
def test_a_request_that_exceeds_its_bounds_ends_and_the_next_works(
    deed: str, error: type[Exception], child: BoundedChild
) -> None:
    first, payload = child.ask({"ask": "work"}, [b"1"])
    assert (first["answer"], bytes(payload)) == ("worked", b"1")
    with pytest.raises(error):
        child.ask({"ask": deed}, [b"2"])
    second, payload = child.ask({"ask": "work"}, [b"3"])
    assert (second["answer"], bytes(payload)) == ("worked", b"3")


def test_a_child_is_replaced_after_a_thousand_requests(child: BoundedChild) -> None:
    numbers = [child.ask({"ask": "work"}, [])[0]["pid"] for _ in range(1001)]
    assert len(set(numbers[:1000])) == 1
    assert numbers[1000] != numbers[0]


def test_one_child_serves_many_requests(child: BoundedChild) -> None:
    numbers = {child.ask({"ask": "work"}, [])[0]["pid"] for _ in range(20)}
    assert len(numbers) == 1


@pytest.mark.parametrize(("deed", "reason"), [("eat memory", EXHAUSTED_BOUNDS), ("crash", UNDECODABLE_PIXELS)])
def test_an_object_that_ends_the_child_is_kept_back_with_a_reason(
    deed: str, reason: int, child: BoundedChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = child.ask
    monkeypatch.setattr(child, "ask", lambda head, payload, *, loaded: ask({"ask": deed}, payload))
    with pytest.raises(Quarantine) as kept_back:
        looked_at(encoded(object_of(background(), "MONOCHROME2")), CLEAN, Eyes(child))
    assert kept_back.value.reason == reason


def test_a_child_that_cannot_load_ocr_is_no_fault_of_the_object() -> None:
    with (
        closing(BoundedChild(Bounds(), python("no_such_module"))) as child,
        pytest.raises(ChildUnusableError),
    ):
        child.ask({"ask": "read"}, [], loaded=True)


def test_only_the_child_imports_ocr() -> None:
    heavy = {"onnxruntime", "cv2", "rapidocr_onnxruntime"}
    code = f"import sys, bildstrom.deid.__main__; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_pixels_beyond_the_largest_size_are_not_even_sent() -> None:
    class Untouchable(BoundedChild):
        def ask(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise AssertionError("asked")

    dataset = object_of(np.zeros((4, 64, 64), np.uint8), "MONOCHROME2")
    with pytest.raises(Quarantine) as kept_back:
        looked_at(encoded(dataset), CLEAN, Eyes(Untouchable(Bounds(), ()), largest=4 * 64 * 64 - 1))
    assert kept_back.value.reason == EXHAUSTED_BOUNDS


def test_a_decompression_bomb_is_kept_back_by_the_real_child(eyes: Eyes) -> None:
    """A JPEG-LS frame that claims to be 65535 x 65535, 8 GB once decoded."""
    frame = b"\xff\xd8\xff\xf7\x00\x0b\x10" + b"\xff\xff\xff\xff" + b"\x01\x01\x11\x00"
    frame += b"\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00" + bytes(1000) + b"\xff\xd9"
    payload = bytes.fromhex("feff00e000000000feff00e0") + len(frame).to_bytes(4, "little") + frame
    image = {
        "rows": 65535, "columns": 65535, "number_of_frames": 1, "samples_per_pixel": 1, "bits_allocated": 16,
        "photometric_interpretation": "MONOCHROME2", "bits_stored": 16, "pixel_representation": 0,
        "pixel_keyword": "PixelData",
    }  # fmt: skip
    started = time.monotonic()
    try:
        head, _ = eyes.child.ask({"ask": "decode", "syntax": "1.2.840.10008.1.2.4.80", "image": image}, [payload])
        assert head == {"answer": "undecodable"}
    except (ExhaustedError, CrashedError):
        assert time.monotonic() - started < 400
    assert eyes.read(background()) == []
