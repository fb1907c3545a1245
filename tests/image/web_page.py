"""The web page as a browser gets it: over HTTPS, through nginx, after a log-in."""

from __future__ import annotations

import html
import http.client
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from appliance.wire.protocol import GetSetupCode
from appliance.wire.views import AlarmWord, CardView, SocketKind, SocketState, SocketView
from build.lib.vm.waiting import PATIENCE, wait_until
from tests.image.harness import Guest
from tests.image.inside.alarm_shown import fragments
from tests.image.supervisor import Supervisor
from webui import words

HTTPS = 443
_USER, _PASSWORD = "anna", "a few words that nobody guesses"
_NONE = "–"
_WORDS = {
    SocketState.EMPTY: "No module",
    SocketState.IDLE: "Free",
    SocketState.LIFTED: "Off hook",
    SocketState.RINGING: "Ringing",
    SocketState.TALKING: "Talking",
    SocketState.IN_SERVICE: "In service",
    SocketState.NO_LINE: "No line",
    SocketState.ALARM: "Alarm",
}


@dataclass(frozen=True, slots=True)
class ShownSocket:
    """One socket as it stands on the page: its picture's words and its row of the table."""

    card: int
    label: str
    kind: str
    span: int
    channels: tuple[int, ...]
    alarms: frozenset[AlarmWord]
    state: str
    number: str


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def _channels(cell: str) -> tuple[int, ...]:
    if cell == _NONE:
        return ()
    first, _, last = cell.partition(_NONE)
    return tuple(range(int(first), int(last or first) + 1))


def _socket(card: int, picture: str, row: str) -> ShownSocket:
    label, kind, span, channels, alarms = map(_text, re.findall(r"<td>(.*?)</td>", row, re.DOTALL))
    state = re.search(r'class="state [^"]*">.*?<span>(.*?)</span>', picture, re.DOTALL)
    number = re.search(r"<strong>(.*?)</strong>", picture, re.DOTALL)
    assert state is not None, picture
    words = [] if alarms == _NONE else alarms.lower().split(", ")
    return ShownSocket(
        card, label, kind, 0 if span == _NONE else int(span), _channels(channels),
        frozenset(map(AlarmWord, words)), _text(state[1]), _text(number[1]) if number else "",
    )  # fmt: skip


def shown_sockets(page: str) -> list[ShownSocket]:
    """All sockets of all cards on "Ports and cards", in the order of the page."""
    found = []
    for part in re.split(r'<section class="card" id="card-(?=\d)', page)[1:]:
        card = int(part.partition('"')[0])
        pictures = re.findall(r'<li class="socket .*?</li>', part, re.DOTALL)
        rows = re.findall(r"<tr>\s*(<td>.*?)</tr>", part, re.DOTALL)
        found += [_socket(card, *both) for both in zip(pictures, rows, strict=True)]
    return found


def on_page(cards: tuple[CardView, ...]) -> list[ShownSocket]:
    """The status's sockets in the words of the page."""
    return [
        ShownSocket(
            card.number, s.label, _kind(s), s.span,
            tuple(range(s.channel, s.channel + s.channels)),
            frozenset(s.alarms), _word(s), s.number,
        )
        for card in cards
        for s in card.sockets
    ]  # fmt: skip


def _kind(socket: SocketView) -> str:
    return _NONE if socket.kind is SocketKind.EMPTY else socket.kind.upper()


def _word(socket: SocketView) -> str:
    """What stands under its picture."""
    if socket.kind is SocketKind.E1 and socket.alarms:
        return words.alarms(socket.alarms)[0].text
    return _WORDS[socket.state]


def by_channel(sockets: list[ShownSocket]) -> dict[int, dict[int, frozenset[AlarmWord]]]:
    """Span to its channels and their alarms."""
    spans: dict[int, dict[int, frozenset[AlarmWord]]] = {}
    for socket in sockets:
        spans.setdefault(socket.span, {}).update(dict.fromkeys(socket.channels, socket.alarms))
    return spans


class WebPage:
    """A browser that speaks English and has logged in; it sets the box up if nobody has."""

    def __init__(self, guest: Guest) -> None:
        (self._port,) = (f.host for f in guest.machine.forwards if f.guest == HTTPS)
        self._cookies: dict[str, str] = {}
        # The certificate is the box's own, made at its first start.
        self._trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._trusting.check_hostname = False
        self._trusting.verify_mode = ssl.CERT_NONE
        wait_until(self.answers, "the web page answers", seconds=120, every=1)
        self._come_in(Supervisor(guest))

    def answers(self) -> bool:
        """Whether nginx, web page and supervisor answer together."""
        try:
            return self._asked("GET", "/healthz")[0] == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str) -> str:
        """A screen's HTML."""
        status, said = self._asked("GET", path)
        assert status == http.client.OK, (path, status, said)
        return said

    def sockets(self) -> list[ShownSocket]:
        """What "Ports and cards" shows now."""
        return shown_sockets(self.get("/ports"))

    def timing(self) -> float | None:
        """How exact the clock of the cards is by "Ports and cards", in per cent."""
        said = re.search(r'id="timing">Clock of the cards: ([\d.]+) % exact', self.get("/ports"))
        return float(said[1]) if said else None

    def says(self, sentence: str, path: str = "/") -> bool:
        """Whether `sentence` can be read on a screen."""
        return sentence in _text(self.get(path))

    @contextmanager
    def live(self, key: str) -> Iterator[Callable[[Callable[[str], bool]], str]]:
        """The stream of an open screen: a function that waits for a drawing that fits."""
        connection = self._connection()
        try:
            connection.request("GET", f"/live/{key}", headers=self.headers())
            answer = connection.getresponse()
            assert answer.status == http.client.OK, answer.status
            drawn = fragments(answer)

            def wait(fits: Callable[[str], bool]) -> str:
                # Each look takes what came next; a comment comes every 15 s at least.
                return wait_until(
                    lambda: next((d for d in (next(drawn),) if fits(d)), None),
                    f"a drawing of {key}", seconds=60, every=0,
                )  # fmt: skip

            yield wait
        finally:
            connection.close()

    def upload(self, bundle: Path) -> None:
        """Send an update file as the page's script does; done when the box has all of it."""
        token = re.search(r'data-token="([^"]+)"', self.get("/update"))
        assert token is not None
        headers = self.headers() | {
            "X-CSRF-Token": html.unescape(token[1]),
            "Content-Type": "application/octet-stream",
            "Content-Length": str(bundle.stat().st_size),
            "Origin": self._origin,
        }
        connection = self._connection()
        try:
            with bundle.open("rb") as body:
                connection.request("PUT", "/update/file", body, headers)
            answer = connection.getresponse()
            assert answer.status == http.client.ACCEPTED, (answer.status, answer.read())
        finally:
            connection.close()

    def headers(self) -> dict[str, str]:
        """What this browser sends with every request."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Accept-Language": "en", **({"Cookie": cookies} if cookies else {})}

    def _come_in(self, supervisor: Supervisor) -> None:
        code = supervisor.ask(GetSetupCode()).code
        path = "/setup" if code else "/login"
        form = {"user": _USER, "password": _PASSWORD}
        if code:
            form |= {"code": code, "again": _PASSWORD}
        screen = self.get(path)
        for name in ("token", "once"):
            if hidden := re.search(rf'name="{name}" value="([^"]+)"', screen):
                form[name] = html.unescape(hidden[1])
        status, said = self._asked("POST", path, form)
        assert status == http.client.SEE_OTHER, (status, said)

    def _connection(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            "127.0.0.1", self._port, timeout=60 * PATIENCE, context=self._trusting
        )

    @property
    def _origin(self) -> str:
        return f"https://127.0.0.1:{self._port}"

    def _asked(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        headers, body = self.headers(), None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = self._origin
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self._cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
            return answer.status, answer.read().decode()
        finally:
            connection.close()
