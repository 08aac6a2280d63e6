import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sendgrid.sendgrid import SendGridAPIClient

from mailer.transports import pooled_client
from mailer.transports.pooled_client import NotConnected, PooledClient, pool_for
from tests.mailer.sendgrid_emulator import SendGridEmulator


def client_for(host: str, key: str = "SG.emulated") -> PooledClient:
    sg = SendGridAPIClient(key, host=host)
    return PooledClient(pool_for(host, read=0.5), host=host, version=3, request_headers=sg.client.request_headers)


def test_the_official_way_of_speaking_works():
    with SendGridEmulator() as sendgrid:
        client = client_for(sendgrid.url)
        assert client.mail.send.post(request_body={"personalizations": []}).status == 400
        assert client._("nothing").get().status == 404
        client._pool.close()
    assert sendgrid.paths == ["POST /v3/mail/send", "GET /v3/nothing"]


def test_a_connection_the_provider_dropped_is_not_used():
    with SendGridEmulator() as sendgrid:
        client = client_for(sendgrid.url)
        client.mail.send.post(request_body=b"{}")
        sendgrid.drop_connections()
        assert client.mail.send.post(request_body=b"{}").status == 400
        client._pool.close()
    assert sendgrid.connections == 2


def test_a_connection_that_idled_is_not_used(monkeypatch):
    monkeypatch.setattr(pooled_client, "IDLE_SECONDS", 0)
    with SendGridEmulator() as sendgrid:
        client = client_for(sendgrid.url)
        for _ in range(3):
            client.mail.send.post(request_body=b"{}")
        client._pool.close()
    assert sendgrid.connections == 3


@pytest.fixture
def stranger(tmp_path):
    """An https server whose certificate nobody vouches for; counts the requests that reach it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + cert.public_bytes(serialization.Encoding.PEM)
    )
    requests: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            requests.append(self.path)

    class Server(ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            pass

    server = Server(("127.0.0.1", 0), Door)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_port}", requests
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_certificate_nobody_vouches_for_gets_not_one_byte(stranger):
    url, requests = stranger
    with pytest.raises(NotConnected, match="SSL"):
        client_for(url).mail.send.post(request_body=b"{}")
    assert requests == []


def test_plain_http_where_tls_should_be_means_not_connected():
    with SendGridEmulator() as sendgrid, pytest.raises(NotConnected):
        client_for(sendgrid.url.replace("http:", "https:")).mail.send.post(request_body=b"{}")
    assert sendgrid.paths == []
