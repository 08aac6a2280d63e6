"""The web process: the real WSGI application on a port of this machine. Each call brings its own moment in a header."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from tests.killing.jobs import Job
from tests.killing.points import jump_by


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def serve(job: Job) -> dict[str, Any]:
    """Until it is killed. Its port stands in the file `port`."""
    from config.wsgi import application

    def at_its_moment(environ: dict[str, Any], start_response: Any) -> Any:
        now = datetime.fromisoformat(environ["HTTP_X_NOW"])
        jump_by[0](now - datetime.now(now.tzinfo))
        return application(environ, start_response)

    with make_server("127.0.0.1", 0, at_its_moment, handler_class=Quiet) as server:
        draft = Path(job.folder) / "port.new"
        draft.write_text(str(server.server_port))
        draft.replace(Path(job.folder) / "port")
        server.serve_forever()
    return {}
