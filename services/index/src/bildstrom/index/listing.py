"""Studies of a project, the last received first, page by page through the days on which something arrived.

A page token names the last study that was shown, so what arrives meanwhile never shifts a page. A study is shown on
the day of its last arrival only; one that arrives again while a caller pages moves to the front, before his place.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.groups import in_groups
from bildstrom.index.moments import day_of
from bildstrom.index.tokens import BadToken, place_of, token_of

AT_ONCE = 16  # studies that are looked at together
MAX_DAYS = 8  # that are read together, after one, two and four: a page may lie in one day, or in many


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
        return token_of(f"{self.last_received_us}:{self.study_uid}")

    @classmethod
    def from_token(cls, token: str) -> "Place":
        """Read a token.

        Raises:
            BadToken: this service did not make it.
        """
        found = re.fullmatch(r"(0|[1-9][0-9]{0,16}):([0-9.]{1,64})", place_of(token))
        if found is None:
            raise BadToken("page token not understood")
        return cls(int(found[1]), found[2])


def until(us: int) -> Place:
    """The place behind which everything was received last before this time."""
    return Place(us, "~")  # UIDs are digits and dots


async def places(catalogue: Catalogue, project: str, after: Place | None = None) -> AsyncIterator[Place]:
    """The studies of a project, the last received first.

    Args:
        after: begin behind this place.

    Raises:
        Unavailable: the store does not answer.
    """
    seen: set[str] = set()
    last_day = None if after is None else day_of(after.last_received_us)
    async for days in in_groups(catalogue.days(project, last_day), 1, MAX_DAYS):
        found = [Place(us, study_uid) for study_uid, us in await catalogue.arrivals(project, days)]
        if after is None:  # whatever arrived later has been met by now
            for place in sorted(found, key=lambda place: place.rank):
                if place.study_uid not in seen:
                    seen.add(place.study_uid)
                    yield place
        else:
            behind = sorted((place for place in found if place.rank > after.rank), key=lambda place: place.rank)
            async for place in _arrived_last(catalogue, project, behind):
                yield place


async def _arrived_last(catalogue: Catalogue, project: str, found: Sequence[Place]) -> AsyncIterator[Place]:
    """Of these places those on the day of their study's last arrival, which may be later."""
    for at in range(0, len(found), AT_ONCE):
        some = found[at : at + AT_ONCE]
        last = await catalogue.last_arrivals(project, [place.study_uid for place in some])
        for place in some:
            us = last.get(place.study_uid)
            if us is not None and day_of(us) == day_of(place.last_received_us):
                yield place
