"""Page tokens: a place in a listing as opaque text."""

import base64
import binascii


class BadToken(ValueError):
    """A page token that this service did not make."""


def token_of(place: str) -> str:
    """A place as a token."""
    return base64.urlsafe_b64encode(f"1:{place}".encode()).decode()


def place_of(token: str) -> str:
    """The place that a token names.

    Raises:
        BadToken: this service did not make it.
    """
    try:
        version, _, place = base64.urlsafe_b64decode(token.encode()).decode("ascii").partition(":")
    except (binascii.Error, ValueError) as error:
        raise BadToken("page token not understood") from error
    if version != "1" or token_of(place) != token:
        raise BadToken("page token not understood")
    return place
