"""Studies of a project, the last received first, page by page through the days on which something arrived.

A page token names the last study that was shown, so what arrives meanwhile never shifts a page. A study is shown on
the day of its last arrival only; one that arrives again while a caller pages moves to the front, before his place.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.moments import day_of

AT_ONCE = 16  # studies that are looked at together
MAX_DAYS = 8  # that are read together, after one, two and four: a page may lie in one day, or in many


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
    days = [day for day in await catalogue.days(project) if last_day is None or day <= last_day]
    at, size = 0, 1
    while some := days[at : at + size]:
        found = (Place(us, study_uid) for study_uid, us in await catalogue.arrivals(project, some))
        behind = [place for place in found if after is None or place.rank > after.rank]
        behind.sort(key=lambda place: place.rank)
        async for place in _arrived_last(catalogue, project, behind):
            yield place
        at, size = at + size, min(2 * size, MAX_DAYS)


async def _arrived_last(catalogue: Catalogue, project: str, found: Sequence[Place]) -> AsyncIterator[Place]:
    """Of these places those on the day of their study's last arrival, which may be later."""
    for at in range(0, len(found), AT_ONCE):
        some = found[at : at + AT_ONCE]
        last = await catalogue.last_arrivals(project, [place.study_uid for place in some])
        for place in some:
            us = last.get(place.study_uid)
            if us is not None and day_of(us) == day_of(place.last_received_us):
                yield place
