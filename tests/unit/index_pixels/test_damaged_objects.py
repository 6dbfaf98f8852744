"""Objects damaged at random: an answer or a refusal for each question, never an error of the service."""

import random

import pytest
from unit.index_pixels.images import NATIVE, Images, file_bytes

QUESTIONS = [
    ("/frames/1", "*/*"),
    ("/frames/2,1", 'multipart/related; type="application/octet-stream"; transfer-syntax=*'),
    ("/rendered", "image/png"),
    ("/thumbnail", "*/*"),
    ("", f"application/dicom; transfer-syntax={NATIVE}"),
    ("/bulkdata/7FE00010", "*/*"),
    ("/bulkdata/00282000", "*/*"),
]
ANSWERS = {200, 400, 404, 406}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, most of them in the headers, or the end cut off."""
    if chance.random() < 0.2:
        return content[: chance.randrange(400, len(content))]
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(140, min(len(content), 4000)) if chance.random() < 0.8 else chance.randrange(len(content))
        changed[at] = chance.choice([0, 1, 0x7F, 0xFF, chance.randrange(256)])
    return bytes(changed)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name", ["SC_rgb_rle_2frame.dcm", "JPEG2000.dcm", "SC_rgb_jpeg_dcmtk.dcm", "examples_palette.dcm"]
)
async def test_a_damaged_object_is_answered_or_refused(images: Images, name: str) -> None:
    chance, content = random.Random(name), file_bytes(name)

    for number in range(28):
        path = await images.stored(damaged(content, chance), of=content)
        resource, accept = QUESTIONS[number % len(QUESTIONS)]
        assert (await images.get(path + resource, accept)).status_code in ANSWERS, (number, resource)
