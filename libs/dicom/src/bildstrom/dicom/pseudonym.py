"""Pseudonyms: what stands for a UID, a patient, an accession number, and by how much a patient's dates move.

Everything is derived, nothing is drawn: the same project key and the same value give the same pseudonym on any
machine, and without the key nobody can test a guess. The kinds are domain-separated, so that a patient ID that looks
like a UID has nothing in common with that UID.
"""

import base64
import hashlib
import hmac
import re
from functools import lru_cache

KEY_BYTES = 32
MAX_SHIFT_WEEKS = 520
_NORMAL = re.compile(r"(?:(?:0|[1-9][0-9]*+)\.)*+(?:0|[1-9][0-9]*+)")
_UUID_ROOT = "2.25."  # PS3.5 B.2: UIDs derived from a UUID


def normalised_uid(uid: str) -> str:
    """A UID without padding and without leading zeros in its components, so that one identity has one spelling.

    PS3.5 9.1 forbids leading zeros, real senders write them. What is not a UID comes back stripped, never refused.
    """
    stripped = uid.strip("\0 ")
    if _NORMAL.fullmatch(stripped):
        return stripped
    return ".".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in stripped.split("."))


@lru_cache(maxsize=16_384)  # most UIDs of an object are those of its study, series and frame of reference
def pseudonymous_uid(key: bytes, uid: str) -> str:
    """The UID that stands for ``uid`` in the project of ``key``: a UUIDv8 (RFC 9562) of an HMAC, below 2.25."""
    return _uuid8_uid(_keyed(key, b"uid", normalised_uid(uid)))


def derived_uid(*parts: str) -> str:
    """The UID of something that Bildstrom makes, derived without a key from what it was made of.

    Args:
        parts: for a result: content digest, model, version, series UID, kind. Their boundaries count.
    """
    digest = hashlib.sha256(b"derived\0")
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return _uuid8_uid(digest.digest())


def pseudonymous_patient_id(key: bytes, patient_id: str) -> str:
    """The patient ID that stands for ``patient_id``: ``P`` and 16 base-32 characters (80 bits), a valid LO."""
    return "P" + _base32(_keyed(key, b"patient", _stripped(patient_id)), 16)


def pseudonymous_accession(key: bytes, accession: str) -> str:
    """The accession number that stands for ``accession``: ``A`` and 15 base-32 characters, the 16 an SH can hold."""
    return "A" + _base32(_keyed(key, b"accession", _stripped(accession)), 15)


def pseudonymous_ae_title(key: bytes, title: str) -> str:
    """The AE title that stands for ``title``: ``E`` and 15 base-32 characters, the 16 an AE can hold."""
    return "E" + _base32(_keyed(key, b"ae title", _stripped(title)), 15)


def date_shift_weeks(key: bytes, patient_id: str) -> int:
    """By how many weeks a patient's dates move: -1 to -520, one value per patient, so intervals and weekdays stay."""
    number = int.from_bytes(_keyed(key, b"shift", _stripped(patient_id))[:8], "big")
    return -1 - number % MAX_SHIFT_WEEKS


def _keyed(key: bytes, domain: bytes, value: str) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("key_length")
    return hmac.digest(key, domain + b"\0" + value.encode("utf-8", "surrogateescape"), "sha256")


def _stripped(value: str) -> str:
    """Leading and trailing spaces of an LO or SH carry no meaning (PS3.5 6.2), nor does NUL padding."""
    return value.strip("\0 ")


def _base32(digest: bytes, characters: int) -> str:
    return base64.b32encode(digest)[:characters].decode("ascii")


def _uuid8_uid(digest: bytes) -> str:
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76  # version 8, RFC 9562 5.8
    number = number & ~(0x3 << 62) | 0b10 << 62  # variant
    return _UUID_ROOT + str(number)
