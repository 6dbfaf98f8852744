"""Studies of a project, the last received first, page by page through the days on which something arrived.

A page token names the last study that was shown, so what arrives meanwhile never shifts a page. A study is shown on
the day of its last arrival only; one that arrives again while a caller pages moves to the front, before his place.
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.moments import day_of

AT_ONCE = 16  # studies of a day that are looked at together


class BadToken(ValueError):
    """A page token that this service did not make."""


@dataclass(frozen=True, slots=True)
class Place:
    """A study's place in the listing."""

    last_received_us: int
    study_uid: str

    @property
    def rank(self) -> tuple[int, str]:
        """Sorts the last received first."""
        return -self.last_received_us, self.study_uid

    def token(self) -> str:
        """The place as opaque text."""
        return base64.urlsafe_b64encode(f"1:{self.last_received_us}:{self.study_uid}".encode()).decode()

    @classmethod
    def from_token(cls, token: str) -> "Place":
        """Read a token.

        Raises:
            BadToken: this service did not make it.
        """
        try:
            version, us, study_uid = base64.urlsafe_b64decode(token.encode()).decode("ascii").split(":")
            place = cls(int(us), study_uid)
        except (binascii.Error, ValueError) as error:
            raise BadToken("page token not understood") from error
        if version != "1" or place.token() != token:
            raise BadToken("page token not understood")
        return place


async def places(catalogue: Catalogue, project: str, after: Place | None = None) -> AsyncIterator[Place]:
    """The studies of a project, the last received first.

    Args:
        after: begin behind this place.

    Raises:
        Unavailable: the store does not answer.
    """
    last_day = None if after is None else day_of(after.last_received_us)
    for day in await catalogue.days(project):
        if last_day is not None and day > last_day:
            continue
        found = sorted(
            (Place(us, uid) for uid, us in await catalogue.arrivals(project, day)), key=lambda each: each.rank
        )
        behind = [place for place in found if after is None or place.rank > after.rank]
        for at in range(0, len(behind), AT_ONCE):
            some = behind[at : at + AT_ONCE]
            days = await asyncio.gather(*(_lasted_until(catalogue, project, place) for place in some))
            for place, last in zip(some, days, strict=True):
                if last == day:
                    yield place


async def _lasted_until(catalogue: Catalogue, project: str, place: Place) -> str | None:
    """The day of a study's last arrival; it may be later than the day it is found under."""
    study = await catalogue.study(project, place.study_uid)
    return None if study is None or study.last_received_us is None else day_of(study.last_received_us)
