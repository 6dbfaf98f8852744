"""An issuer of bearer tokens: its key set, good tokens, and every kind of bad one."""

import base64
import hashlib
import hmac
import json
import time
import warnings
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.warnings import InsecureKeyLengthWarning

RSA, STRANGER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024)
EC = ec.generate_private_key(ec.SECP256R1())
AUDIENCE, ISSUER = "bildstrom", "https://issuer.example"


def _public(key_id: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return {**RSAAlgorithm.to_jwk(public, as_dict=True), "kid": key_id, "use": "sig"}
    return {**ECAlgorithm.to_jwk(public, as_dict=True), "kid": key_id, "use": "sig"}


SYMMETRIC = {"kty": "oct", "kid": "oct", "k": base64.urlsafe_b64encode(b"s" * 32).decode(), "alg": "HS256"}
KEY_SET = json.dumps({"keys": [_public("rsa", RSA), _public("ec", EC), _public("weak", WEAK), SYMMETRIC]})


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"aud": AUDIENCE, "iss": ISSUER, "exp": now + 86_400, "sub": "pacs-1", "projects": ["demo"], **changes}
    return {name: value for name, value in claims.items() if value is not None}


def token(key: Any = RSA, algorithm: str = "RS256", key_id: str | None = "rsa", **changes: Any) -> str:
    """A token; the claims that change are named, None leaves one out."""
    headers = {"kid": key_id} if key_id else None
    return jwt.encode(_claims(**changes), key, algorithm=algorithm, headers=headers)


def _unsigned(algorithm: str) -> str:
    pieces = ({"alg": algorithm, "typ": "JWT", "kid": "rsa"}, _claims())
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in pieces) + "."


def _confused() -> str:
    """Signed by HS256 with the public key's text as the secret."""
    text = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    pieces = ({"alg": "HS256", "typ": "JWT", "kid": "rsa"}, _claims())
    signed = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in pieces)
    signature = hmac.new(text, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _weak() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)
        return token(WEAK, "RS256", "weak")


BAD = {
    "forged": token(STRANGER),
    "expired": token(exp=int(time.time()) - 120),
    "without expiry": token(exp=None),
    "not yet valid": token(nbf=int(time.time()) + 86_400),
    "for another audience": token(aud="other"),
    "without audience": token(aud=None),
    "of another issuer": token(iss="https://other.example"),
    "alg none": _unsigned("none"),
    "alg None": _unsigned("None"),
    "alg empty": _unsigned(""),
    "HS256 with the public key": _confused(),
    "HS256 with a key of the set": token(b"s" * 32, "HS256", "oct"),
    "RS256 under the other key's id": token(RSA, "RS256", "ec"),
    "RS384": token(RSA, "RS384"),
    "unknown key": token(RSA, "RS256", "nobody"),
    "weak key": _weak(),
    "no key id where there are several": token(key_id=None),
    "without projects": token(projects=None),
    "projects of another form": token(projects="demo"),
    "without a name": token(sub=None),
    "cut": token()[:-10],
    "not a token": "x.y.z",
    "empty": "",
    "too large": token(extra="x" * 9000),
    "not ASCII": "é.é.é",
}
