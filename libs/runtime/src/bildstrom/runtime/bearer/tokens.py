"""Bearer tokens (RFC 6750): JSON Web Tokens signed with RS256 or ES256, whose claim says which projects they open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import jwt

ALGORITHMS = ("RS256", "ES256")
MAX_TOKEN = 8 * 1024
LEEWAY_SECONDS = 30  # for clocks that differ
PROJECTS_CLAIM = "projects"


class Unauthorized(Exception):
    """No token, or none that is good: status 401.

    Attributes:
        reason: closed lower_snake_case word.
        challenge: the value of ``WWW-Authenticate`` (RFC 6750 section 3).
    """

    def __init__(self, reason: str, challenge: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.challenge = challenge


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks.

    Attributes:
        name: of the credential, printable.
        projects: that it opens; None means all.
    """

    name: str
    projects: frozenset[str] | None

    def opens(self, project: str) -> bool:
        """Whether a project is open to it."""
        return self.projects is None or project in self.projects


class Keys(Protocol):
    """Public keys of whoever issues tokens; blocking."""

    def key(self, key_id: str | None) -> jwt.PyJWK | None:
        """The key of that id, or the only one if there is no id; None if there is none.

        Raises:
            Unavailable: the keys cannot be had now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """Verifies tokens.

    Attributes:
        audience: that a token has to be for.
        issuer: that it has to be from; None takes any whose keys these are.
    """

    keys: Keys
    audience: str
    issuer: str | None = None

    def client(self, authorization: bytes) -> Client:
        """Who an ``Authorization`` header speaks for; blocking.

        Raises:
            Unauthorized: there is no token, or it is not good.
            Unavailable: the keys cannot be had now.
        """
        scheme, _, token = authorization.partition(b" ")
        if scheme.lower() != b"bearer":
            raise Unauthorized("token_missing", "Bearer")
        try:
            return _client(self._claims(token.strip(b" ")))
        except (jwt.PyJWTError, ValueError, TypeError):
            raise Unauthorized("token_invalid", 'Bearer error="invalid_token"') from None

    def _claims(self, token: bytes) -> Mapping[str, Any]:
        if len(token) > MAX_TOKEN:
            raise ValueError("token_too_large")
        header = jwt.get_unverified_header(token)
        key_id, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in ALGORITHMS or not isinstance(key_id, str | None):
            raise ValueError("token_header")
        key = self.keys.key(key_id)
        if key is None or key.algorithm_name != algorithm:
            raise ValueError("token_key")
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=self.audience,
            issuer=self.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "aud"]},
        )
        return claims


def _client(claims: Mapping[str, Any]) -> Client:
    name = claims.get("client_id") or claims.get("azp") or claims.get("sub")
    projects = claims.get(PROJECTS_CLAIM)
    if not isinstance(name, str) or not isinstance(projects, list):
        raise ValueError("token_claims")
    printable = "".join(character if " " <= character <= "~" else "?" for character in name)[:64]
    return Client(printable, frozenset(item for item in projects if isinstance(item, str)))
