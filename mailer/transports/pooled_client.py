"""Kept connections to a provider, one request at a time; and SendGrid's own way of speaking (`sg.client.mail.send.post()`) over them.

python_http_client opens a new connection for each request, waits for ever, follows a redirect as a GET with the
key in it, obeys http_proxy, and writes key and payload to its debug log (measured, 3.3.7). This does none of it.
"""

import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse, RemoteDisconnected
from io import BufferedReader, RawIOBase
from typing import Any
from urllib.parse import urlsplit

import urllib3
from python_http_client.client import Client
from urllib3.connection import HTTPConnection, HTTPSConnection

from mailer.addresses import is_loopback

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 30.0, 90.0
LONGEST_BODY = 65_536  # bytes; an answer of the API takes a few hundred
CONNECTIONS = 8
# A server may close a kept connection just as we write to it, which leaves a doubt: use none that idled so long.
IDLE_SECONDS = 10.0


class NotConnected(Exception):
    """Refused, unresolved, or TLS failed: not one byte of the request left. Its text is the kind of failure."""


@dataclass(frozen=True)
class Answer:
    """What came back, headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _InTime(RawIOBase):
    """A line is read until it ends, however slowly its bytes come: that of a chunk, say, which neither of the other limits sees."""

    def __init__(self, raw: RawIOBase) -> None:
        self._raw, self._ending = raw, time.monotonic() + 2 * TOTAL_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if time.monotonic() > self._ending:
            raise TimeoutError("The answer doesn't end")
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _WholeLines(BufferedReader):
    """http.client takes a status line or a header that breaks off for the last one: half an answer would count as a yes."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and len(line) != size:
            raise RemoteDisconnected("The answer breaks off before its end")
        return line


class _WholeAnswer(HTTPResponse):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fp = _WholeLines(_InTime(self.fp.detach()))


class _Fresh:
    """Tells a failure to connect from one after it, and forgets itself when it has idled."""

    response_class: type[HTTPResponse] = _WholeAnswer
    _idle_since = 0.0

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]
        except Exception as error:  # before the request is written every failure means the same
            self.close()  # type: ignore[attr-defined]
            raise NotConnected(type(error).__name__) from None
        self._idle_since = time.monotonic()

    def getresponse(self) -> Any:
        """The read time-out is for each byte; a provider that dribbles them meets this one for all of them."""
        cut = threading.Timer(TOTAL_SECONDS, self._cut)
        cut.daemon = True
        cut.start()
        try:
            return super().getresponse()  # type: ignore[misc]
        finally:
            cut.cancel()
            self._idle_since = time.monotonic()

    def _cut(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[attr-defined]

    @property
    def is_connected(self) -> bool:
        return time.monotonic() - self._idle_since < IDLE_SECONDS and super().is_connected  # type: ignore[misc]


class _FreshHTTP(_Fresh, HTTPConnection):
    pass


class _FreshHTTPS(_Fresh, HTTPSConnection):
    pass


def pool_for(host: str, *, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS) -> urllib3.HTTPConnectionPool:
    """Connections to one base address, https unless it can't leave this machine (else ValueError). Seconds."""
    url = urlsplit(host)
    if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/") or url.query or "@" in url.netloc:
        raise ValueError("A provider's address looks like https://api.sendgrid.com")
    if url.scheme == "http" and not is_loopback(host):
        raise ValueError("A provider is spoken to over https; plain http is for this machine only")
    timeout = urllib3.Timeout(connect=connect, read=read)
    if url.scheme == "http":
        plain = urllib3.HTTPConnectionPool(url.hostname, url.port, timeout=timeout, maxsize=CONNECTIONS)
        plain.ConnectionCls = _FreshHTTP
        return plain
    # One context for all: reading the certificates takes 17 ms.
    trust = ssl.create_default_context()
    pool = urllib3.HTTPSConnectionPool(url.hostname, url.port, timeout=timeout, maxsize=CONNECTIONS, ssl_context=trust)
    pool.ConnectionCls = _FreshHTTPS
    return pool


def exchange(
    pool: urllib3.HTTPConnectionPool,
    method: str,
    path: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str],
    largest: int = LONGEST_BODY,
) -> Answer:
    """One request and its whole answer of up to `largest` bytes: no retry, no redirect. Raises NotConnected when nothing left, and urllib3's HTTPError or
    OSError when there is a doubt."""
    reply = pool.urlopen(method, path, body=body, headers=headers, redirect=False, retries=False, preload_content=False)
    return Answer(reply.status, {k.lower(): v for k, v in reply.headers.items()}, _body_of(reply, largest))


class PooledClient(Client):
    """Takes the place of `SendGridAPIClient.client`. Bodies may be bytes of JSON or anything JSON can hold."""

    def __init__(self, pool: urllib3.HTTPConnectionPool, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self._pool = pool

    def _build_client(self, name: str | None = None) -> "PooledClient":
        return PooledClient(
            self._pool,
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
        )

    def __getattr__(self, name: str) -> Any:
        return partial(self._call, name.upper()) if name in self.methods else self._(name)  # type: ignore[no-untyped-call]

    def _call(self, method: str, request_body: Any = None, query_params: Mapping[str, str] | None = None) -> Answer:
        path = self._build_url(query_params).removeprefix(self.host)  # type: ignore[no-untyped-call]
        body = request_body if isinstance(request_body, bytes | None) else json.dumps(request_body).encode()
        headers = {**self.request_headers, "Content-Type": "application/json"}
        return exchange(self._pool, method, path, body=body, headers=headers)


def _body_of(reply: urllib3.BaseHTTPResponse, largest: int) -> bytes:
    """The whole body, if it is short and comes soon. Raises what a broken connection raises, and TimeoutError."""
    body, ending = bytearray(), time.monotonic() + TOTAL_SECONDS
    while chunk := reply.read1(8_192):
        body += chunk
        if len(body) > largest or time.monotonic() > ending:
            reply.close()
            raise TimeoutError("The answer doesn't end")
    reply.release_conn()
    return bytes(body)
