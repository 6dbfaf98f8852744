"""How a picture is to be drawn: the query parameters of rendered resources (PS3.18 section 8.3.5.1)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bildstrom.index.dicomweb.accept import RELATED
from bildstrom.index.dicomweb.errors import BadRequest, NotAcceptable
from bildstrom.runtime.http.media import media_ranges

JPEG, PNG, GIF = "image/jpeg", "image/png", "image/gif"
_OFFERED = (JPEG, PNG, GIF)
_FUNCTIONS = {"linear": "LINEAR", "linear-exact": "LINEAR_EXACT", "sigmoid": "SIGMOID"}
_WIDEST = 16_384  # pixels of a viewport
_USUAL_QUALITY, THUMBNAIL = 90, (128, 128)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to draw.

    Attributes:
        quality: of JPEG, 1 to 100.
        window: center, width, function.
        viewport: width and height that the picture is fitted into.
        region: left, top, width, height of what is drawn; negative widths and heights mirror it, 0 is up to the edge.
    """

    media_type: str
    multipart: bool
    quality: int = _USUAL_QUALITY
    window: tuple[float, float, str] | None = None
    viewport: tuple[int, int] | None = None
    region: tuple[float, ...] | None = None


def drawing_of(header: str, query: Mapping[str, str], *, single: bool, thumbnail: bool = False) -> Drawing:
    """Read a request.

    Args:
        header: what the client accepts.
        single: whether one picture is the answer.
        thumbnail: whether it is small, whatever is said.

    Raises:
        BadRequest: a parameter is not understood.
        NotAcceptable: neither JPEG nor PNG nor GIF is taken.
    """
    media_type, multipart = _form(header, single=single)
    viewport, region = _viewport(query.get("viewport"))
    if thumbnail:
        return Drawing(media_type, multipart, viewport=viewport or THUMBNAIL, region=region)
    return Drawing(
        media_type, multipart, _quality(query.get("quality")), _window(query.get("window")), viewport, region
    )


def _form(header: str, *, single: bool) -> tuple[str, bool]:
    for each in media_ranges(header):
        inner = each.parameters.get("type", "*/*").lower() if each.type == RELATED else each.type
        multipart = not single or each.type == RELATED
        if each.quality <= 0 or (not single and each.type not in (RELATED, "*/*")):
            continue
        for offered in _OFFERED:
            if inner in (offered, "image/*", "*/*"):
                return offered, multipart
    raise NotAcceptable(f"pictures are offered as {', '.join(_OFFERED)}; those of several instances as {RELATED}")


def _quality(text: str | None) -> int:
    if text is None:
        return _USUAL_QUALITY
    if not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= 100:
        raise BadRequest("quality is a whole number from 1 to 100")
    return int(text)


def _window(text: str | None) -> tuple[float, float, str] | None:
    if text is None:
        return None
    parts = text.split(",")
    function = _FUNCTIONS.get(parts[2].lower()) if len(parts) == 3 else None
    numbers = _numbers(parts[:2])
    if function is None or numbers is None or numbers[1] <= 0 or (function == "LINEAR" and numbers[1] < 1):
        raise BadRequest("window is center,width,function; function is linear, linear-exact or sigmoid")
    return numbers[0], numbers[1], function


def _viewport(text: str | None) -> tuple[tuple[int, int] | None, tuple[float, ...] | None]:
    if text is None:
        return None, None
    parts = text.split(",")
    numbers = _numbers([*parts[:2], *(part or "0" for part in parts[2:])])
    if numbers is None or len(numbers) not in (2, 6) or not all(1 <= each <= _WIDEST for each in numbers[:2]):
        raise BadRequest(f"viewport is width,height or width,height,left,top,width,height; at most {_WIDEST} pixels")
    size, region = (int(numbers[0]), int(numbers[1])), numbers[2:]
    empty = any(part and number == 0 for part, number in zip(parts[4:], region[2:], strict=True))
    if region and (min(region[:2]) < 0 or empty or max(map(abs, region)) > 1 << 20):
        raise BadRequest("the region of viewport begins within the image, and has a width and a height")
    return size, region or None


def _numbers(parts: list[str]) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(part) for part in parts)
    except ValueError:
        return None
    return numbers if all(math.isfinite(each) and abs(each) < 1e12 for each in numbers) else None
