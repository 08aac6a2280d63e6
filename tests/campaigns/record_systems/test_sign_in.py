"""Signing in by SMART Backend Services: a key of our own, an assertion that is used once, a token that is used until it ends."""

import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk
from campaigns.record_systems.fhir_server.sign_in import lifetime, scopes, token_of
from campaigns.record_systems.fhir_server.signing_key import read_key, thumbprint
from tests.campaigns.record_systems.fhir_double import as_pem, private_key

EC, RSA, SHORT, OTHER_CURVE = (private_key(kind) for kind in ("P-384", "RSA-2048", "RSA-1024", "P-256"))
JWK = json.loads(ECAlgorithm.to_jwk(EC))


@pytest.fixture
def key_file(tmp_path):
    def written(content: bytes | dict):
        path = tmp_path / "key"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return written


KEYS = {
    "PEM, P-384": (as_pem(EC), "ES384", thumbprint(EC)),
    "PEM, RSA": (as_pem(RSA), "RS384", thumbprint(RSA)),
    "JWK": ({**JWK, "kid": "ours"}, "ES384", "ours"),
    "JWK set": ({"keys": [json.loads(RSAAlgorithm.to_jwk(RSA))]}, "RS384", thumbprint(RSA)),
}


@pytest.mark.parametrize(("content", "algorithm", "kid"), KEYS.values(), ids=KEYS.keys())
def test_a_key_is_read_and_its_public_half_holds_no_secret(key_file, content, algorithm, kid):
    found = read_key(key_file(content))
    assert (found.algorithm, found.kid) == (algorithm, kid)
    public = found.public_jwk()
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(public) and (public["kid"], public["alg"]) == (kid, algorithm)
    signed = jwt.encode({}, found.key, algorithm=algorithm)
    jwt.decode(signed, jwt.PyJWK(public).key, algorithms=[algorithm])


WRONG = {
    "with a password": EC.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")),
    "a public one": {name: JWK[name] for name in ("kty", "crv", "x", "y")},
    "not a key": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    "nonsense": b"\x00\xff",
    "an empty set": {"keys": []},
    "another JSON": b"[1]",
    "a secret": {"kty": "oct", "k": "AAAA"},
    "too short": as_pem(SHORT),
    "another curve": as_pem(OTHER_CURVE),
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG.keys())
def test_what_cant_sign_us_in_is_told_without_showing_it(key_file, content):
    with pytest.raises(CannotAsk, match="FHIR_KEY_FILE") as problem:
        read_key(key_file(content))
    assert problem.value.__suppress_context__ or problem.value.__context__ is None


def test_a_file_that_isnt_there_is_told(tmp_path):
    with pytest.raises(CannotAsk, match="check its path"):
        read_key(tmp_path / "none")


def test_the_token_is_used_until_shortly_before_it_ends(searching, server, clock, now):
    first = searching.sign_in.token()
    clock.at += timedelta(seconds=269)
    assert searching.sign_in.token() == first
    clock.at += timedelta(seconds=1)
    assert searching.sign_in.token() != first
    one, two = server.signed
    assert one["jti"] != two["jti"] and one["iss"] == one["sub"] == "aftervisit"
    assert one["aud"] == f"{server.origin}/token" and one["exp"] == int(now.timestamp()) + 240
    assert one["scope"].split()[0] == "system/Encounter.rs"


def test_a_server_that_doesnt_know_our_key_is_told_as_such(searching, server):
    server.key = private_key("RSA-2048")
    with pytest.raises(CannotAsk, match="doesn't let us in"):
        searching.sign_in.token()


@pytest.mark.parametrize("address", ["http://elsewhere.example/token", "ftp://127.0.0.1/token", "token"])
def test_an_assertion_goes_over_https_only(searching, server, address):
    server.token_endpoint = address
    with pytest.raises(CannotAsk, match="isn't https"):
        searching.sign_in.token()


def test_scopes_are_written_as_the_server_reads_them():
    assert scopes({"capabilities": ["permission-v1"]}).startswith("system/Encounter.read system/Patient.read ")
    assert scopes({"capabilities": ["permission-v1", "permission-v2"]}) == scopes({}) == scopes({"capabilities": 7})


@pytest.mark.parametrize("told", [{}, {"access_token": "a b", "token_type": "bearer"}, {"access_token": "a\r\nX: y", "token_type": "bearer"},
                                  {"access_token": "a", "token_type": "mac"}, {"access_token": "x" * 20_000, "token_type": "Bearer"}],
                         ids=["none", "a gap", "a line end", "another type", "too long"])  # fmt: skip
def test_a_token_that_cant_be_used_is_refused(told):
    with pytest.raises(CannotAsk, match="without a token"):
        token_of(told)


@pytest.mark.parametrize(("told", "seconds"), [(300, 300), ("300", 300), (10**12, 3600), (0, 60), (True, 60), (None, 60), ("x", 60)],
                         ids=["number", "text", "for ever", "none", "yes", "not said", "nonsense"])  # fmt: skip
def test_a_tokens_life_is_kept_within_reason(told, seconds):
    assert lifetime({"expires_in": told}) == timedelta(seconds=seconds)
