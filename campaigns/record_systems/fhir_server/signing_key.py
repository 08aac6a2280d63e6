"""The private key that signs us in, from a PEM or JWK file, and its public half for the server's people.

SMART App Launch 2.2, "Client Authentication: Asymmetric (public key)": RS384 or ES384, found by `kid` among the keys the client registered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.translation import gettext_noop
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk

UNREADABLE: Final = gettext_noop("The file of FHIR_KEY_FILE can't be read: check its path and its rights.")
NO_KEY: Final = gettext_noop(
    "The file of FHIR_KEY_FILE holds no private key: it takes a PEM without a password, or a JWK."
)
WRONG_KEY: Final = gettext_noop("The key of FHIR_KEY_FILE is of another kind: make an RSA key of 2048 bits or more, or one on the curve P-384.")  # fmt: skip
SMALLEST: Final = 2048  # bits of an RSA key
LARGEST_FILE: Final = 65_536  # bytes


@dataclass(frozen=True)
class SigningKey:
    key: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)
    algorithm: str  # RS384 or ES384
    kid: str

    def public_jwk(self) -> dict[str, Any]:
        """What the record system's people register."""
        return {
            **bare_public_jwk(self.key),
            "kid": self.kid,
            "alg": self.algorithm,
            "use": "sig",
            "key_ops": ["verify"],
        }


def read_key(path: Path) -> SigningKey:
    """Raises CannotAsk."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE)
    except OSError:
        raise CannotAsk(UNREADABLE) from None
    key, kid = from_pem(content) if b"-----BEGIN" in content else from_jwk(content)
    if isinstance(key, RSAPrivateKey) and key.key_size >= SMALLEST:
        return SigningKey(key, "RS384", kid or thumbprint(key))
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP384R1):
        return SigningKey(key, "ES384", kid or thumbprint(key))
    raise CannotAsk(WRONG_KEY)


def from_pem(content: bytes) -> tuple[object, str]:
    try:
        return load_pem_private_key(content, password=None), ""
    except (ValueError, TypeError):  # not a key; one with a password
        raise CannotAsk(NO_KEY) from None
    except Exception:  # noqa: BLE001 - an algorithm that this build of the library doesn't know
        raise CannotAsk(WRONG_KEY) from None


def from_jwk(content: bytes) -> tuple[object, str]:
    """A single JWK, or the first of a set."""
    try:
        written = json.loads(content)
        keys = written.get("keys")
        jwk = keys[0] if isinstance(keys, list) else written
        made = RSAAlgorithm.from_jwk(jwk) if jwk["kty"] == "RSA" else ECAlgorithm.from_jwk(jwk)
        kid = jwk.get("kid", "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, jwt.InvalidKeyError):
        raise CannotAsk(NO_KEY) from None
    if not isinstance(made, RSAPrivateKey | EllipticCurvePrivateKey) or not isinstance(kid, str):
        raise CannotAsk(NO_KEY)
    return made, kid


def bare_public_jwk(key: RSAPrivateKey | EllipticCurvePrivateKey) -> dict[str, Any]:
    """The members that make the key, and no other."""
    if isinstance(key, RSAPrivateKey):
        found = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return {name: found[name] for name in ("e", "kty", "n")}
    found = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {name: found[name] for name in ("crv", "kty", "x", "y")}


def thumbprint(key: RSAPrivateKey | EllipticCurvePrivateKey) -> str:
    """RFC 7638: the same key always has the same name."""
    digest = Hash(SHA256())
    digest.update(json.dumps(bare_public_jwk(key), separators=(",", ":"), sort_keys=True).encode())
    return base64url_encode(digest.finalize()).decode()
