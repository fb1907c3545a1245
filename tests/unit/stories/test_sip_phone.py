"""The telephone of the tests keeps to the rules that every telephone keeps to."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest

from tests.integration.asterisk.sip_message import Message, offer, text
from tests.integration.asterisk.sip_phone import Phone


class _Wire:
    """A far end that answers each INVITE by the next of `statuses`, and asks by itself."""

    def __init__(self, *statuses: str) -> None:
        self.sent: list[Message] = []
        self._statuses = list(statuses)
        self._waiting: list[bytes] = []

    def asks(self, method: str) -> None:
        names = ("Via", "From", "To", "Call-ID")
        headers = dict.fromkeys(names, "<sip:exchange@127.0.0.1>")
        more = {"Contact": "<sip:exchange@127.0.0.1>", "CSeq": f"1 {method}"}
        body = offer(("127.0.0.1", 9)) if method == "INVITE" else ""
        self._waiting.append(text(f"{method} sip:301 SIP/2.0", headers | more, body))

    def sendto(self, raw: bytes, server: tuple[str, int]) -> None:
        del server
        self.sent.append(message := Message(raw))
        if message.method == "INVITE":
            names = ("Via", "From", "To", "Call-ID", "CSeq")
            headers = {name: message.header(name) for name in names}
            self._waiting.append(text(f"SIP/2.0 {self._statuses.pop(0)}", headers))

    def recv(self, size: int) -> bytes:
        del size
        if not self._waiting:
            raise TimeoutError
        return self._waiting.pop(0)

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", 5062

    def settimeout(self, seconds: float) -> None: ...

    def close(self) -> None: ...


def _phone(wire: _Wire) -> Phone:
    def sockets() -> Iterator[socket.socket]:
        yield cast("socket.socket", wire)
        yield socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    each = sockets()
    return Phone(lambda: next(each), "301", "word")


def test_a_far_end_that_changes_the_call_itself_is_asked_again() -> None:
    wire = _Wire("491 Another INVITE transaction in progress", "200 OK")
    with closing(_phone(wire)) as phone:
        phone.hold()
    assert [message.method for message in wire.sent] == ["INVITE", "ACK", "INVITE", "ACK"]
    first, second = (message for message in wire.sent if message.method == "INVITE")
    assert first.header("CSeq") != second.header("CSeq")


def test_any_other_refusal_of_a_hold_is_none_to_repeat() -> None:
    wire = _Wire("488 Not Acceptable Here")
    with closing(_phone(wire)) as phone, pytest.raises(AssertionError, match="488"):
        phone.hold()


def test_who_asks_whether_it_is_there_is_answered_though_nobody_waits_for_a_call() -> None:
    wire = _Wire()
    with closing(_phone(wire)) as phone:
        wire.asks("OPTIONS")
        phone.attend()
    assert [(message.status, message.answers) for message in wire.sent] == [(200, "OPTIONS")]


def test_a_call_that_comes_while_nobody_waits_for_one_rings_when_somebody_does() -> None:
    wire = _Wire()
    with closing(_phone(wire)) as phone:
        for method in ("OPTIONS", "INVITE", "OPTIONS"):
            wire.asks(method)
            phone.attend()
        phone.ringing()
    told = [(message.status, message.answers) for message in wire.sent]
    assert told == [(200, "OPTIONS"), (200, "OPTIONS"), (180, "INVITE")]
