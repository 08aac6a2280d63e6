"""One POST to a receiver: over a connection to the very address that was judged, with a time-out for every part, and no redirect or proxy."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Final

from campaigns.outgoing.address import NoWay, Target, address_to_call

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 10.0  # for each read
WHOLE_SECONDS: Final = 15.0  # from the connection on, however the answer dribbles
LARGEST: Final = 4_096  # bytes of an answer; only its status counts


class Connection(http.client.HTTPConnection):
    """To `address`, whatever the name says by now: the certificate must still be the name's."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self.target, self.address = target, address
        self.wire: socket.socket | None = None  # `sock` is let go as soon as an answer that closes has its head

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.target.port), CONNECT_SECONDS)
        if self.target.scheme == "https":
            self.sock = trust().wrap_socket(self.sock, server_hostname=self.target.host)
        self.sock.settimeout(READ_SECONDS)
        self.wire = self.sock

    def cut(self) -> None:
        if self.wire is not None:
            with suppress(OSError):
                self.wire.shutdown(socket.SHUT_RDWR)


@cache
def trust() -> ssl.SSLContext:
    """One for all: reading the certificates takes 17 ms."""
    return ssl.create_default_context()


def post(target: Target, body: bytes, headers: Mapping[str, str], *, loopback: bool) -> int:
    """The status of the answer. Raises NoWay with a word for what went wrong, whether or not anything left."""
    connection = Connection(target, address_to_call(target, loopback=loopback))
    clock = threading.Timer(WHOLE_SECONDS, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", target.path, body, {**FIXED, **headers, "Host": target.authority})
        answer = connection.getresponse()
        with suppress(Exception):  # its status is heard, whatever becomes of the rest
            answer.read(LARGEST)
        return answer.status
    except ssl.SSLCertVerificationError:
        raise NoWay("certificate") from None
    except TimeoutError:
        raise NoWay("no answer in time") from None
    except ConnectionRefusedError:
        raise NoWay("nobody there") from None
    except Exception:  # noqa: BLE001 - whatever one receiver does to its connection ends nobody else's round
        raise NoWay("broken off") from None
    finally:
        clock.cancel()
        connection.close()


FIXED: Final = {"Content-Type": "application/json", "User-Agent": "Aftervisit", "Connection": "close"}
