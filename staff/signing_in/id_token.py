"""What a sign-in service's ID token says, once everything is checked that OpenID Connect Core 1.0, 3.1.3.7, asks of us.

django-allauth leaves the signature of a token unchecked that came straight from the service, as the standard allows over
TLS. We check it all the same: a proxy that opens TLS on the way could else sign anybody in.
"""

from __future__ import annotations

from typing import Any

import jwt

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER = 60  # seconds; a token from a service whose clock is a little ahead isn't of the future
NEEDED = ["iss", "sub", "aud", "exp", "iat"]


class Doubtful(Exception):
    """The token doesn't prove who somebody is. The text says why; it names nobody."""


def checked_claims(token: object, keys: object, *, issuer: str, client_id: str) -> dict[str, Any]:
    """The claims of `token`, signed with one of `keys` (a JWK set) by `issuer`, for us. Raises Doubtful. The nonce isn't looked at."""
    if not isinstance(token, str) or not isinstance(keys, dict):
        raise Doubtful("the service sent no ID token, or no keys to check it with")  # not said
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key_of(token, jwt.PyJWKSet.from_dict(keys)),
            algorithms=SIGNED_WITH,
            issuer=issuer,
            audience=client_id,
            leeway=CLOCKS_DIFFER,
            options={"require": NEEDED},
        )
    except jwt.PyJWTError as error:
        raise Doubtful(f"its ID token isn't valid ({type(error).__name__})") from error  # not said
    if claims.get("azp", client_id) != client_id:
        raise Doubtful("its ID token was made for another application")  # not said
    return claims


def key_of(token: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """The key the token names; one that names none is signed with the only key there is."""
    named = jwt.get_unverified_header(token).get("kid")
    found = [key for key in keys if named in (None, key.key_id) and key.public_key_use in (None, "sig")]
    if len(found) != 1:
        raise Doubtful("its ID token is signed with a key that isn't among the service's")  # not said
    return found[0]
