"""JSON Web Key Sets (RFC 7517) from a file or an address: fetched when first needed, bounded, kept for a while."""

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

import jwt

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log

MAX_BYTES = 256 * 1024
MAX_KEYS = 64
MIN_RSA_BITS = 2048
FETCH_SECONDS = 5
KEPT_SECONDS = 600
RETRY_SECONDS = 60  # an unknown key id, or a source that failed, asks again at most this often


def source_of(place: str) -> Callable[[], bytes]:
    """How to read a key set.

    Args:
        place: path of a file, or an address that begins with ``https://`` (``http://`` on loopback).

    Raises:
        ValueError: an address without TLS.
    """
    if place.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        return lambda: _fetch(place)
    if "://" in place:
        raise ValueError("a key set is read from a file or by https")
    return lambda: _read(Path(place))


class KeySet:
    """The keys of one source; from several threads.

    Args:
        source: reads the document; OSError or ValueError where it cannot.
        now: monotonic seconds.
    """

    def __init__(self, source: Callable[[], bytes], now: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._now = now
        self._lock = threading.Lock()
        self._keys: Mapping[str | None, jwt.PyJWK] = {}
        self._read_at: float | None = None
        self._asked_at: float | None = None

    def key(self, key_id: str | None) -> jwt.PyJWK | None:
        """See :class:`bildstrom.runtime.bearer.tokens.Keys`."""
        with self._lock:
            if self._due(key_id):
                self._refresh()
            if self._read_at is None:
                raise Unavailable("keys")
            if key_id is None and len(self._keys) == 1:
                return next(iter(self._keys.values()))
            return self._keys.get(key_id)

    def _due(self, key_id: str | None) -> bool:
        now = self._now()
        if self._asked_at is not None and now - self._asked_at < RETRY_SECONDS:
            return False
        expired = self._read_at is None or now - self._read_at > KEPT_SECONDS
        return expired or (key_id is not None and key_id not in self._keys)

    def _refresh(self) -> None:
        """Keep the keys that are known when the source fails: an outage there is none here."""
        self._asked_at = self._now()
        try:
            self._keys = _parse(self._source())
            self._read_at = self._now()
        except (OSError, HTTPException, ValueError, jwt.PyJWTError) as error:
            log.warning("key set not read", **{"error.type": type(error).__name__})


def _parse(document: bytes) -> dict[str | None, jwt.PyJWK]:
    content = json.loads(document)
    items = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(items, list) or len(items) > MAX_KEYS:
        raise ValueError("key_set")
    keys: dict[str | None, jwt.PyJWK] = {}
    for item in items:
        if isinstance(item, dict) and _usable(item):
            keys[item.get("kid")] = jwt.PyJWK.from_dict(item)
    return keys


def _usable(item: Mapping[str, Any]) -> bool:
    """Whether a key verifies signatures by an accepted algorithm (others are passed over, RFC 7517 section 5)."""
    if item.get("use", "sig") != "sig":
        return False
    if item.get("kty") == "RSA":
        modulus = item.get("n")
        return item.get("alg", "RS256") == "RS256" and isinstance(modulus, str) and len(modulus) * 6 >= MIN_RSA_BITS
    return item.get("kty") == "EC" and item.get("crv") == "P-256" and item.get("alg", "ES256") == "ES256"


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return _bounded(file.read(MAX_BYTES + 1))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Nobody but the configured address is asked."""


def _fetch(address: str) -> bytes:
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(address, timeout=FETCH_SECONDS) as answer:
        return _bounded(answer.read(MAX_BYTES + 1))


def _bounded(document: bytes) -> bytes:
    if len(document) > MAX_BYTES:
        raise ValueError("key_set_too_large")
    return document
