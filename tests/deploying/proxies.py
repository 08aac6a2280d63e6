"""nginx and Caddy, started from the shipped files in front of an upstream that notes what reaches it.

Changed are only the name, ports, certificate, log files and networks: each change must find its text, so a file that moved on is noticed.
Whoever asks from 127.0.0.2 is inside, from 127.0.0.1 outside.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "learn.your-clinic.example"
INSIDE, OUTSIDE = "127.0.0.2", "127.0.0.1"


@dataclass
class Upstream:
    """What reached it: (path as sent, headers)."""

    port: int = 0
    met: list[tuple[str, http.client.HTTPMessage]] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[None]:
        met = self.met

        class Noting(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                met.append((self.path, self.headers))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # the proxy has given up on it
                    self.wfile.write(b"ok")

            do_GET = do_POST = answer

            def log_message(self, *words: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
        self.port = server.server_port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage


@dataclass
class Proxy:
    kind: str
    port: int
    upstream: Upstream
    folder: Path

    def ask(self, path: str, *, source: str = OUTSIDE, body: bytes | None = None, **headers: str) -> Answer:
        trusting = ssl._create_unverified_context()  # noqa: S323 - the certificate was made for this test
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))
        asking = http.client.HTTPSConnection("127.0.0.1", self.port)
        asking.sock = trusting.wrap_socket(plain, server_hostname=NAME)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):  # refused before it had read all
            asking.request("POST" if body is not None else "GET", path, body, {"Host": NAME, **named})
        with closing(asking):
            answer = asking.getresponse()
            answer.read()
            return Answer(answer.status, answer.headers)

    def logs(self) -> str:
        time.sleep(0.3)  # the line is written after the answer
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, f"{old!r} isn't in the shipped file any more"
        text = text.replace(old, new)
    return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, plain, serialization.NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


def nginx_command(folder: Path, port: int, upstream: Upstream) -> tuple[list[str], dict[str, str]]:
    cert, key = certificate(folder)
    site = changed(
        (DEPLOY / "nginx.conf").read_text(),
        {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(cert),
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(key),
            "/var/log/nginx/": f"{folder}/",
            "10.8.0.0/24 ": f"{INSIDE}/32 ",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream.port};",
        },
    )
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/nginx.pid; error_log {folder}/start.log crit; events {{}} http {{ {temporary}\n{site} }}"
    (folder / "nginx.conf").write_text(whole)
    return [str(program("nginx")), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"], {}


def caddy_command(folder: Path, port: int, upstream: Upstream) -> tuple[list[str], dict[str, str]]:
    cert, key = certificate(folder)
    text = changed(
        (DEPLOY / "Caddyfile").read_text(),
        {
            "\tadmin off\n": f"\tadmin off\n\tauto_https off\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n",
            "{$PUBLIC_HOST} {": f"{{$PUBLIC_HOST}} {{\n\ttls {cert} {key}",
        },
    )
    (folder / "Caddyfile").write_text(text)
    environment = {
        "PUBLIC_HOST": NAME,
        "DESK_NETWORKS": f"192.0.2.0/24 {INSIDE}/32",
        "AFTERVISIT_WEB": f"127.0.0.1:{upstream.port}",
        "HOME": str(folder),
    }
    return [
        str(program("caddy")), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile",
    ], environment  # fmt: skip


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
    assert found, f"{name} is missing: see missing_parts in tests/everything.py"
    return found


@contextmanager
def running(kind: str, upstream: Upstream) -> Iterator[Proxy]:
    with TemporaryDirectory(prefix="aftervisit-proxy-") as name:
        # nginx started as root answers as another user, who keeps the bodies it buffers here. pytest's own folders are closed to others.
        Path(name).chmod(0o755)
        yield from serve(kind, Path(name), upstream)


def serve(kind: str, folder: Path, upstream: Upstream) -> Iterator[Proxy]:
    port = free_port()
    command, environment = (nginx_command if kind == "nginx" else caddy_command)(folder, port, upstream)
    with (folder / "stdout.log").open("w") as out, (folder / "stderr.log").open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **environment})
    try:
        listens(port, process, folder)
        yield Proxy(kind, port, upstream, folder)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listens(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, (folder / "stderr.log").read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it doesn't listen: " + (folder / "stderr.log").read_text())
