"""Telephones and carriers' exchanges that are called, each doing what a scenario says of it."""

import re
import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from appliance.core.scenario import Does
from tests.integration.asterisk.sip_message import Message, offer, text
from tests.integration.asterisk.sip_phone import SERVER, Phone

_USER = re.compile(r"sips?:([^@>;]*)@")
_TICK = 0.02  # seconds


@dataclass
class Rung:
    """One call that came: the number in its address, and how it went."""

    number: str
    request: Message
    begun: float
    ended: float | None = None
    answered: bool = False


@dataclass
class Behaviour:
    """What is done with calls that come now; `elsewhere` is the number they are sent to instead."""

    does: Does = Does.ANSWERS
    after: float = 0.0
    elsewhere: str = ""


class Called(Phone):
    """Takes calls by itself; its messages are brought by a `Board`."""

    def __init__(self, socket_: Callable[[], socket.socket], account: str, secret: str) -> None:
        super().__init__(socket_, account, secret)
        self.behaviour = Behaviour()
        self.rung: list[Rung] = []
        self.left = False  # whether the far end has hung up on us
        self.contact = ""  # where Asterisk wants calls to our account

    @property
    def refuses(self) -> bool:
        return self.behaviour.does is Does.BUSY

    @property
    def wire(self) -> int:
        return self._sip.fileno()

    def receive(self) -> None:
        """Take the message that is there."""
        message = Message(self._sip.recv(65536))
        if self.behaviour.does is Does.OFF_LINE:
            return
        match message.method:
            case "INVITE" if ";tag=" in message.header("To"):
                self._answer(message, "200 OK", offer(self.sound.media.getsockname()))
            case "INVITE":
                self._rings(message)
            case "CANCEL":
                self._answer(message, "200 OK")
                self._given_up(message)
            case "BYE":
                self.sound.stop()
                self._answer(message, "200 OK")
                self.left = True
            case "REGISTER":
                self._registered(message)
            case "OPTIONS" | "NOTIFY" | "UPDATE" | "INFO":
                self._answer(message, "200 OK")

    def _rings(self, message: Message) -> None:
        found = _USER.search(message.first)
        rung = Rung(found[1] if found else "", message, time.monotonic())
        self.rung.append(rung)
        if self.behaviour.elsewhere:
            rung.ended = rung.begun
            contact = f"<sip:{self.behaviour.elsewhere}@127.0.0.1>"
            self._answer(message, "302 Moved Temporarily", contact=contact)
        elif self.behaviour.does is Does.BUSY:
            rung.ended = rung.begun
            self._answer(message, "486 Busy Here")
        else:
            self._answer(message, "180 Ringing")

    def _given_up(self, message: Message) -> None:
        for rung in self.rung:
            if rung.request.header("Call-ID") == message.header("Call-ID") and rung.ended is None:
                rung.ended = time.monotonic()
                self._answer(rung.request, "487 Request Terminated")

    def _registered(self, message: Message) -> None:
        self.contact = message.header("Contact").partition("<")[2].partition(">")[0]
        names = ("Via", "From", "Call-ID", "CSeq", "Contact", "Expires")
        headers = {name: message.header(name) for name in names if message.header(name)}
        to = f"{message.header('To')};tag={self._tag}"
        self._sip.sendto(text("SIP/2.0 200 OK", {**headers, "To": to}), SERVER)

    def hands_over(self, number: str) -> int:
        """Hand the far end of the answered call over to `number`; the status that is told of it.

        Nobody else may take our messages meanwhile.
        """
        request = next(rung.request for rung in self.rung if rung.answered)
        self._speak_in(request)
        if (status := self.refer(number)) == 202:
            self.hang_up()
        return status

    def look_at_the_clock(self) -> None:
        """Answer what has rung for long enough."""
        if self.behaviour.does is not Does.ANSWERS:
            return
        for rung in self.rung:
            if rung.ended is None and time.monotonic() - rung.begun >= self.behaviour.after:
                rung.ended, rung.answered = time.monotonic(), True
                media = offer(self.sound.media.getsockname())
                self._answer(rung.request, "200 OK", media)
                self.sound.start(rung.request.media)


@dataclass
class Board:
    """One thread that serves everybody who can be called."""

    called: Sequence[Called]
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        """Messages wait from now on."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        by_wire = {each.wire: each for each in self.called}
        while not self._stop.is_set():
            ready, _, _ = select.select(list(by_wire), [], [], _TICK)
            for wire in ready:
                by_wire[wire].receive()
            for each in by_wire.values():
                each.look_at_the_clock()
