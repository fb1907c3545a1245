"""A Debian mirror on the loop-back interface, for the tests of fetching."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from build.lib.lockfile import Pin


class Mirror:
    """Serves `files` (path to content); everything else is gone."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.base = ""

    def publish(self, name: str, version: str, content: bytes) -> Pin:
        """Put a package into the pool and return the pin that a lock would hold."""
        path = f"pool/main/{name[0]}/{name}/{name}_{version}_amd64.deb"
        self.files[f"/{path}"] = content
        return Pin(name, "debian", path, version, len(content), hashlib.sha256(content).hexdigest())

    def base_of(self, archive: str) -> str:
        """Stands in for `mirrors.base`."""
        assert archive == "debian"
        return self.base


@contextmanager
def serving() -> Iterator[Mirror]:
    """A mirror that answers while the block runs."""
    mirror = Mirror()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mirror.asked.append(self.path)
            content = mirror.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    mirror.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield mirror
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
