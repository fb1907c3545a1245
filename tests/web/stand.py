"""The web page as it stands on the box: nginx in front, the web process, a supervisor behind."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from build.lib.front import Front
from build.lib.settings import TREE
from build.lib.vm.waiting import PATIENCE

BEGIN = 60.0 * PATIENCE  # seconds for a process to begin; it takes 3 where nothing else runs


class _Stay(HTTPRedirectHandler):
    """Redirects are answers here."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def _opener() -> OpenerDirector:
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return build_opener(_Stay, HTTPSHandler(context=trusting))


@dataclass
class Answer:
    """What came back; `headers` has lower-case names, cookies one line each."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str


@dataclass
class Stand:
    """A running web page. `supervisor` is the socket that it asks, `module` its program."""

    folder: Path
    front: Front
    supervisor: Path
    module: str = "webui"
    web: subprocess.Popen[bytes] | None = None
    _opener: OpenerDirector = field(default_factory=_opener)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.front.https}"

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request as no browser would make it: exactly these headers, no redirect followed."""
        request = Request(self.url + path, body, headers or {}, method=method)  # noqa: S310
        return self._asked(request)

    @contextmanager
    def follow(self, path: str, headers: dict[str, str]) -> Iterator[Iterator[str]]:
        """The names of a stream's events, as they come."""
        request = Request(self.url + path, headers=headers)  # noqa: S310
        with self._opener.open(request, timeout=30 * PATIENCE) as got:
            yield (
                line.decode().removeprefix("event: ").strip()
                for line in got
                if line.startswith(b"event: ")
            )

    def ask_plain(self, path: str) -> Answer:
        """A request without TLS."""
        return self._asked(Request(f"http://127.0.0.1:{self.front.http}{path}"))

    def _asked(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=30 * PATIENCE) as got:
                return _answer(got)
        except HTTPError as refused:
            with refused:
                return _answer(refused)

    def start_web(self) -> None:
        """Start the web process, as the unit does."""
        argv = [sys.executable, "-m", self.module, "--supervisor", str(self.supervisor),
                "--listen", str(self.front.socket), "--assets", str(self.front.assets)]  # fmt: skip
        log = (self.folder / "web.log").open("ab")
        with log:
            self.web = subprocess.Popen(argv, cwd=TREE, stdout=log, stderr=log)
        _until(lambda: self.ask("/healthz").status in {200, 503}, self.folder / "web.log")
        _until(lambda: _listens(self.front.socket), self.folder / "web.log")

    def stop_web(self) -> None:
        """As if the web process were killed."""
        if self.web is not None:
            self.web.kill()
            self.web.wait()
            self.web = None

    def log(self) -> str:
        return (self.folder / "web.log").read_text(errors="replace")


def _answer(got: HTTPResponse | HTTPError) -> Answer:
    headers = {name.lower(): value for name, value in got.headers.items()}
    cookies = got.headers.get_all("set-cookie") or []
    status = got.status
    assert status is not None
    return Answer(status, headers, list(cookies), got.read().decode("utf-8", "replace"))


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _until(true: object, log: Path) -> None:
    end = time.monotonic() + BEGIN
    while time.monotonic() < end:
        try:
            if callable(true) and true():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"did not begin in {BEGIN} s: {log.read_text(errors='replace')}")


def free_port() -> int:
    """A port nobody had a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def assets() -> Path:
    """The bundled styles and scripts, which are made outside the workshop."""
    return Path(os.environ["LINEMAN_WEB_ASSETS"])


@contextmanager
def standing(folder: Path, supervisor: Path | None = None, web: str = "webui") -> Iterator[Stand]:
    """Everything but the supervisor, from here to the end of the block."""
    front = Front(folder, assets(), free_port(), free_port())
    stand = Stand(folder, front, supervisor or folder / "supervisor.sock", web)
    with (folder / "nginx.log").open("wb") as log:
        nginx = subprocess.Popen(front.command(), stdout=log, stderr=log)
    try:
        _until(lambda: stand.ask("/healthz").status, folder / "nginx.log")
        stand.start_web()
        yield stand
    finally:
        stand.stop_web()
        nginx.terminate()
        nginx.wait()
