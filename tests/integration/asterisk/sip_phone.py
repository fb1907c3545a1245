"""A SIP telephone for tests: registers, calls, is called, holds, transfers. One call at a time."""

import os
import secrets
import socket
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import quote

from tests.integration.asterisk.sip_message import Message, authorization, offer, text
from tests.integration.asterisk.sound import Sound

SERVER = ("127.0.0.1", 5060)
# Seconds. By itself, as this file is carried into boxes alone.
_PATIENCE = 15 * float(os.environ.get("LINEMAN_PATIENCE", "1"))


class Phone:
    """A telephone of one account. Every wait has a limit and fails with what it waited for."""

    over = "UDP"  # what its messages go over

    def __init__(
        self,
        socket_: Callable[[], socket.socket],
        account: str,
        secret: str,
        server: tuple[str, int] = SERVER,
    ) -> None:
        self.account, self.secret, self._server = account, secret, server
        self._sip = socket_()
        self._sip.settimeout(_PATIENCE)
        self.sound = self._sound(socket_())
        self._tag = secrets.token_hex(4)
        self._cseq = 0
        self._call_id = ""
        self._ours = self._theirs = ""  # From and To of our requests within the call
        self._target = ""  # where they go to
        self._invite: dict[str, str] = {}  # headers of our last INVITE
        self._ringing: Message | None = None  # the INVITE that calls us
        self._summary = ""  # what it was told last of its mailbox
        self._kept: deque[Message] = deque()  # what came while nobody waited for anything

    @staticmethod
    def _sound(media: socket.socket) -> Sound:
        return Sound(media)

    @property
    def _at(self) -> str:
        """Where it wants to be asked."""
        host, port = self._sip.getsockname()
        way = "" if self.over == "UDP" else f";transport={self.over.lower()}"
        return f"<sip:{self.account}@{host}:{port}{way}>"

    def _offer(self, way: str = "sendrecv") -> str:
        """What sound it wants."""
        return offer(self.sound.media.getsockname(), way)

    def _speak(self, theirs: Message) -> None:
        """Where, and how, they want ours."""
        self.sound.start(theirs.media)

    def _send(self, method: str, uri: str, more: dict[str, str], body: str = "") -> None:
        host, port = self._sip.getsockname()
        headers = {
            "Via": f"SIP/2.0/{self.over} {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(6)}",
            "Max-Forwards": "70",
            "From": self._ours,
            "To": self._theirs,
            "Call-ID": self._call_id,
            "CSeq": f"{self._cseq} {method}",
            "Contact": self._at,
            **more,
        }
        if method == "INVITE":
            self._invite = {"uri": uri, **headers}
        self._sip.sendto(text(f"{method} {uri} SIP/2.0", headers, body), self._server)

    def _send_proved(self, method: str, uri: str, more: dict[str, str], body: str = "") -> None:
        """Send, and send again with the password that is asked for."""
        self._cseq += 1
        self._send(method, uri, more, body)
        challenge = self._final(method)
        assert challenge.status == 401, challenge.first
        if method == "INVITE":
            self._ack_refusal(challenge)
        self._cseq += 1
        proof = authorization(challenge, method, uri, self.account, self.secret)
        self._send(method, uri, more | proof, body)

    def _within(self, method: str, more: dict[str, str] | None = None, body: str = "") -> None:
        self._cseq += 1
        self._send(method, self._target, more or {}, body)

    def _read(self, until: float | None = None) -> Message:
        """The next message of this call; TimeoutError if none has come by `until`."""
        while True:
            if until is not None:
                # A call that is over has its messages repeated for half a minute.
                self._sip.settimeout(max(until - time.monotonic(), 0.001))
            message = self._kept.popleft() if self._kept else self._next()
            if message is not None and (
                message.method in {"INVITE", "REGISTER"}
                or message.header("Call-ID") == self._call_id
            ):
                return message

    def _next(self) -> Message | None:
        """The next message that came; None when it was one that every telephone answers itself."""
        message = Message(self._sip.recv(65536))
        if message.method in {"OPTIONS", "NOTIFY", "UPDATE"}:
            if message.header("Event") == "message-summary":
                self._summary = message.body
            self._answer(message, "200 OK")
        elif message.method == "INVITE" and ";tag=" in message.header("To"):
            # The other side changed: take it, as every telephone does.
            self._answer(message, "200 OK", self._offer())
        else:
            return message
        return None

    def fileno(self) -> int:
        """To be told by `select` that something came."""
        return self._sip.fileno()

    def attend(self) -> None:
        """Take one message while nobody waits for any: an exchange that asks is answered.

        One that is not answered takes the telephone for dead and no longer calls it. What is
        not answered by itself is kept for who waits next.
        """
        if (message := self._next()) is not None:
            self._kept.append(message)

    def lamp(self, *, lit: bool) -> None:
        """Wait until we are told that voice messages wait, or that none do."""
        while f"Messages-Waiting: {'yes' if lit else 'no'}" not in self._summary:
            self.attend()

    def _final(self, method: str) -> Message:
        """The next answer to `method` that is not provisional."""
        while (message := self._read()).status < 200 or message.answers != method:
            pass
        return message

    def _request(self, *methods: str) -> Message:
        while (message := self._read()).method not in methods:
            pass
        return message

    def _ack_refusal(self, answer: Message) -> None:
        self._sip.sendto(self._of_invite("ACK", answer.header("To")), self._server)

    def _of_invite(self, method: str, to: str) -> bytes:
        """ACK and CANCEL repeat the INVITE they belong to."""
        sent = self._invite
        same = {name: sent[name] for name in ("Via", "Max-Forwards", "From", "Call-ID")}
        number = sent["CSeq"].split()[0]
        headers = {**same, "To": to, "CSeq": f"{number} {method}"}
        return text(f"{method} {sent['uri']} SIP/2.0", headers)

    def _answer(self, request: Message, status: str, body: str = "", contact: str = "") -> None:
        to = request.header("To")
        headers = {
            "Via": "\r\nVia: ".join(request.all("Via")),
            "From": request.header("From"),
            "To": to if ";tag=" in to else f"{to};tag={self._tag}",
            "Call-ID": request.header("Call-ID"),
            "CSeq": request.header("CSeq"),
            "Contact": contact or self._at,
        }
        self._sip.sendto(text(f"SIP/2.0 {status}", headers, body), self._server)

    def close(self) -> None:
        """Put it away, whatever goes on."""
        self.sound.close()
        self._sip.close()

    def register(self, seconds: int = 600) -> None:
        """Register for so long, with the password that is asked for; 0 ends it."""
        self._call_id = secrets.token_hex(8)
        self._theirs = f"<sip:{self.account}@127.0.0.1>"
        self._ours = f"{self._theirs};tag={self._tag}"
        self._send_proved("REGISTER", "sip:127.0.0.1", {"Expires": str(seconds)})
        assert (answer := self._final("REGISTER")).status == 200, answer.first

    def subscribe(self, lamp: str) -> int:
        """Ask to be told the state of `lamp`; the status that is answered."""
        self._call_id, self._tag = secrets.token_hex(8), secrets.token_hex(4)
        uri = f"sip:{quote(lamp, safe='*+')}@127.0.0.1"
        self._ours, self._theirs = f"<sip:{self.account}@127.0.0.1>;tag={self._tag}", f"<{uri}>"
        wanted = {"Event": "dialog", "Accept": "application/dialog-info+xml", "Expires": "60"}
        self._send_proved("SUBSCRIBE", uri, wanted)
        return self._final("SUBSCRIBE").status

    def dial(self, number: str, shown: str = "", more: dict[str, str] | None = None) -> None:
        """Call `number`; what comes of it is waited for with `rings`, `answered` or `refused`.

        `shown` is the caller's number, for whom the far end believes it; `more` are other headers.
        """
        self._call_id = secrets.token_hex(8)
        self._tag = secrets.token_hex(4)
        uri = f"sip:{quote(number, safe='*+')}@127.0.0.1"
        self._ours, self._theirs = f"<sip:{self.account}@127.0.0.1>;tag={self._tag}", f"<{uri}>"
        identity = {"P-Asserted-Identity": f"<sip:{shown}@127.0.0.1>"} if shown else {}
        headers = identity | (more or {})
        self._send_proved("INVITE", uri, headers, self._offer())

    def rings(self) -> Message:
        """Wait until we are told that it rings there."""
        while (message := self._read()).status not in {180, 183}:
            assert message.status < 200, message.first
        return message

    def answered(self, *, speak: bool = True) -> Message:
        """Wait until the far end answers; who does not `speak` sends no sound either."""
        answer = self._final("INVITE")
        assert answer.status == 200, answer.first
        self._theirs = answer.header("To")
        self._target = answer.header("Contact").strip("<>").split(">")[0]
        self._send("ACK", self._target, {})
        if speak:
            self._speak(answer)
        return answer

    def refused(self) -> Message:
        """Wait until the call is refused."""
        answer = self._final("INVITE")
        assert answer.status >= 300, answer.first
        self._ack_refusal(answer)
        return answer

    def cancel(self) -> None:
        """Give up before the far end answers."""
        self._sip.sendto(self._of_invite("CANCEL", self._theirs), self._server)
        assert self.refused().status == 487

    def ringing(self) -> Message:
        """Wait for a call and ring."""
        return self._ring_for(self._request("INVITE"))

    def _ring_for(self, request: Message) -> Message:
        self._ringing = request
        self._speak_in(request)
        self._answer(request, "180 Ringing")
        return request

    def _speak_in(self, request: Message) -> None:
        """What we ask for from now on belongs to the call that `request` began."""
        self._call_id = request.header("Call-ID")
        self._ours = f"{request.header('To')};tag={self._tag}"
        self._theirs = request.header("From")
        self._target = request.header("Contact").strip("<>").split(">")[0]

    def rings_soon(self, seconds: float = 1.5) -> bool:
        """Whether a call comes within `seconds`, whatever else is said meanwhile; it rings then."""
        until = time.monotonic() + seconds
        try:
            while (message := self._read(until)).method != "INVITE":
                pass
        except TimeoutError:
            return False
        finally:
            self._sip.settimeout(_PATIENCE)
        self._ring_for(message)
        return True

    @property
    def shown(self) -> str:
        """The number of who calls, as this telephone shows it."""
        assert self._ringing is not None
        return self._ringing.header("From").partition("sip:")[2].partition("@")[0]

    def take_over(self, other: "Phone") -> None:
        """Ring with the second call that comes to the telephone whose first is `other`'s."""
        request = other._request("INVITE")
        self._sip, other_sip = other._sip.dup(), self._sip
        other_sip.close()
        self._ring_for(request)

    def answer(self) -> None:
        """Lift the receiver."""
        assert self._ringing is not None
        self._answer(self._ringing, "200 OK", self._offer())
        self._request("ACK")
        self._speak(self._ringing)

    def refuse(self, status: str = "486 Busy Here", elsewhere: str = "") -> None:
        """Refuse the call that rings; `elsewhere` is the number that it is sent to instead."""
        assert self._ringing is not None
        contact = f"<sip:{elsewhere}@127.0.0.1>" if elsewhere else ""
        self._answer(self._ringing, status, contact=contact)
        self._request("ACK")

    def hold(self, way: str = "sendonly") -> None:
        """Put the far end on hold; `sendrecv` takes it back.

        While the far end changes the call itself it is asked again, as RFC 3261 (14.1) has it.
        """
        until = time.monotonic() + _PATIENCE
        while (answer := self._offered(way)).status == 491 and time.monotonic() < until:
            self._ack_refusal(answer)
            self.undisturbed()
        assert answer.status == 200, answer.first
        self._send("ACK", self._target, {})

    def _offered(self, way: str) -> Message:
        self._within("INVITE", body=self._offer(way))
        return self._final("INVITE")

    def transfer(self, number: str, replaces: "Phone | None" = None) -> None:
        """Hand the far end over to `number`, or into the call that `replaces` has with it."""
        for phone in (self, replaces or self):
            phone.joined()
        assert (status := self.refer(number, replaces)) == 202, status
        self.hang_up()

    def joined(self) -> None:
        """Wait until the other side is heard: an answered call may still be on its way to it."""
        until = time.monotonic() + _PATIENCE
        while not self.sound.arrives:
            assert time.monotonic() < until, f"{self.account} hears nobody"
            time.sleep(0.02)

    def refer(self, number: str, replaces: "Phone | None" = None) -> int:
        """Ask that the far end be handed over; the status that is answered."""
        to = f"sip:{quote(number, safe='*+%')}@127.0.0.1"
        if replaces is not None:
            to += f"?Replaces={quote(replaces.dialog, safe='')}"
        self._within("REFER", {"Refer-To": f"<{to}>"})
        return self._final("REFER").status

    def press(self, keys: str) -> None:
        """Press keys of the telephone, each for 160 ms."""
        for key in keys:
            body = f"Signal={key}\r\nDuration=160\r\n"
            self._within("INFO", {"Content-Type": "application/dtmf-relay"}, body)
            assert (answer := self._final("INFO")).status == 200, answer.first

    @property
    def dialog(self) -> str:
        """The call's name for `Replaces`."""
        theirs = self._theirs.split(";tag=")[1]
        return f"{self._call_id};to-tag={theirs};from-tag={self._ours.split(';tag=')[1]}"

    def hang_up(self) -> None:
        """End the call that is up."""
        self.sound.stop()
        self._within("BYE")
        self._final("BYE")

    def undisturbed(self) -> bool:
        """Whether the call is still up, after answering what came since."""
        self._sip.settimeout(0.05)
        try:
            while True:
                if self._read().method == "BYE":
                    return False
        except TimeoutError:
            return True
        finally:
            self._sip.settimeout(_PATIENCE)

    def hung_up(self) -> None:
        """Wait until the far end ends the call, or gives up calling us."""
        request = self._request("BYE", "CANCEL")
        self.sound.stop()
        self._answer(request, "200 OK")
        if request.method == "CANCEL":
            assert self._ringing is not None
            self._answer(self._ringing, "487 Request Terminated")
            self._request("ACK")
