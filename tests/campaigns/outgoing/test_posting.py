"""One POST over a real socket: to the judged address, under the certificate of the name, with an end to everything."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from campaigns.outgoing import posting
from campaigns.outgoing.address import NoWay, Target
from tests.campaigns.outgoing.listening import Listener, listening, plain


@pytest.fixture
def near():
    with listening() as listener:
        yield listener


def send(listener: Listener, host: str = "127.0.0.1") -> int:
    scheme, _, port = listener.url.removesuffix("/hooks").partition("://127.0.0.1:")
    return posting.post(Target(scheme, host, int(port), "/hooks?a=b"), b"{}", {"webhook-id": "1"}, loopback=True)


def test_it_arrives_whole_and_the_status_comes_back(near):
    near.answer = lambda call: plain(call, 202)
    assert send(near) == 202
    (heard,) = near.heard
    assert (heard.path, heard.body, heard.headers["webhook-id"]) == ("/hooks?a=b", b"{}", "1")
    assert heard.headers["Content-Type"] == "application/json" and heard.headers["Host"] in near.url


def test_a_redirect_is_an_answer_and_is_never_followed(near):
    near.answer = lambda call: plain(call, 307, Location=near.url)
    assert send(near) == 307 and len(near.heard) == 1


def test_a_proxy_of_the_environment_is_passed_by(near, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert send(near) == 204


def test_an_answer_without_an_end_is_not_read_to_it(near):
    def endless(call) -> None:
        call.send_response(200)
        call.end_headers()
        for _ in range(2_000):
            call.wfile.write(b"x" * 100_000)

    near.answer = endless
    assert send(near) == 200


@pytest.mark.parametrize("part", ["silent", "dribbles"])
def test_a_receiver_that_takes_its_time_is_cut_off(part: str, near, monkeypatch):
    monkeypatch.setattr(posting, "READ_SECONDS", 0.2 if part == "silent" else 5)
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 5 if part == "silent" else 0.3)

    def slow(call) -> None:
        for _ in range(20):
            time.sleep(0.1)
            if part == "dribbles":
                call.wfile.write(b"H")

    near.answer = slow
    began = time.monotonic()
    with pytest.raises(NoWay):
        send(near)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("part", ["silent", "dribbles"])
def test_after_the_head_of_an_answer_it_is_cut_off_too_and_its_status_counts(part: str, near, monkeypatch):
    monkeypatch.setattr(posting, "READ_SECONDS", 0.2 if part == "silent" else 5)
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 5 if part == "silent" else 0.3)

    def slow(call) -> None:
        call.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(25):
            time.sleep(0.1)
            if part == "dribbles":
                call.wfile.write(b"x")

    near.answer = slow
    began = time.monotonic()
    assert send(near) == 200
    assert time.monotonic() - began < 2


def test_nobody_at_home():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(NoWay, match="nobody there"):
            posting.post(Target("http", "127.0.0.1", held.getsockname()[1], "/"), b"{}", {}, loopback=True)


# ---- over TLS


def certificate(folder: Path, *names: str) -> Path:
    """For these names, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "certificate.pem"
    plain_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + plain_key)
    return file


def test_the_judged_address_is_called_and_must_prove_the_name(tmp_path, monkeypatch):
    """The name is looked up once: what it says a moment later is asked by nobody."""
    file = certificate(tmp_path, "ehr.example.org")
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(file)
    monkeypatch.setattr(posting, "address_to_call", lambda target, loopback: "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)
    with listening(ours) as listener:
        with pytest.raises(NoWay, match="certificate"):  # nobody we trust signed it
            send(listener, "ehr.example.org")
        trusting = ssl.create_default_context(cafile=str(file))
        monkeypatch.setattr(posting, "trust", lambda: trusting)
        assert send(listener, "ehr.example.org") == 204
        with pytest.raises(NoWay, match="certificate"):
            send(listener, "other.example.org")
        assert len(listener.heard) == 1 and listener.heard[0].headers["Host"].startswith("ehr.example.org:")


LOOK_UP = socket.getaddrinfo


def only_numbers(host: str, *rest: object, **more: object) -> object:
    assert host == "127.0.0.1", "a name was looked up again"
    return LOOK_UP(host, *rest, **more)  # type: ignore[arg-type]
