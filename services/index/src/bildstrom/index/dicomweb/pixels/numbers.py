"""Frame numbers of a request's path (PS3.18 section 10.4.1.1.3): a comma-separated list that begins with 1."""

import re

from bildstrom.index.dicomweb.errors import BadRequest, NotFound

_LIST = re.compile(r"[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*")


def frame_numbers(text: str, count: int) -> list[int]:
    """The frames that are asked for, counted from 0.

    Args:
        count: how many the object has.

    Raises:
        BadRequest: it is no such list, or longer than the object has frames.
        NotFound: one of them is not there.
    """
    if not _LIST.fullmatch(text):
        raise BadRequest("frames are numbers from 1 on, with commas between them")
    if text.count(",") >= count:
        raise BadRequest("more frames are asked for than the object has")
    numbers = [int(number) for number in text.split(",")]
    if max(numbers) > count:
        raise NotFound("the object has no such frame")
    return [number - 1 for number in numbers]
