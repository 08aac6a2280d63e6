"""The providers' suppression lists on this machine: what each address asked for is answered with, page by page."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, object]
Asked = Callable[[str, dict[str, str], Mapping[str, str]], Answer]


@contextmanager
def answering(answer: Asked) -> Iterator[str]:
    """A server's address. `answer` is given the path, the query and the headers (in lower case)."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = answer(url.path, dict(parse_qsl(url.query)) | {"": url.query}, headers)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sendgrid_lists(key: str, lists: Mapping[str, list[str]]) -> Asked:
    """`lists`: the path after /v3/ → addresses."""

    def answer(path: str, query: dict[str, str], headers: Mapping[str, str]) -> Answer:
        if headers.get("authorization") != f"Bearer {key}":
            return 401, {"errors": [{"message": "authorization required"}]}
        offset, limit = int(query["offset"]), int(query["limit"])
        rows = lists.get(path.removeprefix("/v3/"), [])[offset : offset + limit]
        return 200, [{"created": 1_790_000_000, "email": address, "reason": "550 5.1.1 gone"} for address in rows]

    return answer
