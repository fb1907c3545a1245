"""A SIP telephone for tests: registers, calls, is called, sends a tone. One call at a time."""

import hashlib
import re
import secrets
import socket
import struct
import threading
import time

SERVER = ("127.0.0.1", 5060)
_AUTH_FIELD = re.compile(r'(\w+)="?([^",]+)"?')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  # RFC 2617 has no other


class Message:
    """A request or an answer as it came."""

    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.decode(errors="replace").partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]

    def header(self, name: str) -> str:
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        return [v for k, v in self.headers if k.lower() == name.lower()]

    @property
    def status(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/") else 0

    @property
    def method(self) -> str:
        return "" if self.status else self.first.split()[0]


class Phone:
    """A telephone of one account. Every wait has a limit and fails with what it waited for."""

    def __init__(
        self, made: socket.socket, media: socket.socket, account: str, secret: str
    ) -> None:
        self.account, self.secret = account, secret
        self._sip, self._rtp = made, media
        self._sip.settimeout(15)
        self._tag = secrets.token_hex(4)
        self._call_id = ""
        self._cseq = 1
        self._invite: Message | None = None  # the one that called us
        self._remote = ""  # To or From with the far end's tag
        self._target = ""
        self._ours = ""
        self.heard: list[bytes] = []
        self._far_media: tuple[str, int] | None = None
        self._talking = threading.Event()

    @property
    def contact(self) -> str:
        host, port = self._sip.getsockname()
        return f"<sip:{self.account}@{host}:{port}>"

    def _send(self, text: str) -> None:
        self._sip.sendto(text.encode(), SERVER)

    def _request(
        self, method: str, uri: str, headers: dict[str, str], body: str = "", cseq: str = ""
    ) -> None:
        host, port = self._sip.getsockname()
        via = f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(6)}"
        if method != "ACK":
            self._via = via
        lines = [f"{method} {uri} SIP/2.0", f"Via: {via}", "Max-Forwards: 70"]
        lines += [f"{k}: {v}" for k, v in headers.items()]
        lines += [f"Call-ID: {self._call_id}", f"CSeq: {self._cseq} {cseq or method}"]
        lines += [f"Contact: {self.contact}", f"Content-Length: {len(body.encode())}"]
        if body:
            lines.append("Content-Type: application/sdp")
        self._send("\r\n".join(lines) + "\r\n\r\n" + body)

    def _read(self) -> Message:
        message = Message(self._sip.recv(65536))
        if message.method in {"OPTIONS", "NOTIFY"}:
            self._answer_to(message, "200 OK")
            return self._read()
        if message.status and message.header("Call-ID") != self._call_id:
            return self._read()  # an answer sent again, to a call that is over
        return message

    def wait(self, status: int) -> Message:
        """The next answer with this status; others below 300 are passed over."""
        while True:
            message = self._read()
            if message.status == status:
                return message
            assert message.status < 300 or message.status == 0, message.first

    def wait_final(self) -> Message:
        """The next answer from 200 up."""
        while (message := self._read()).status < 200:
            pass
        return message

    def _authorization(self, challenge: Message, method: str, uri: str) -> dict[str, str]:
        name = "WWW-Authenticate" if challenge.status == 401 else "Proxy-Authenticate"
        given = dict(_AUTH_FIELD.findall(challenge.header(name)))
        nonce, realm = given["nonce"], given["realm"]
        first = _md5(f"{self.account}:{realm}:{self.secret}")
        cnonce = secrets.token_hex(4)
        response = _md5(f"{first}:{nonce}:00000001:{cnonce}:auth:{_md5(f'{method}:{uri}')}")
        value = (
            f'Digest username="{self.account}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{response}", qop=auth, cnonce="{cnonce}", nc=00000001, algorithm=MD5'
        )
        if "opaque" in given:
            value += f', opaque="{given["opaque"]}"'
        return {"Authorization" if challenge.status == 401 else "Proxy-Authorization": value}

    def register(self) -> None:
        """Register, with the password that is asked for."""
        self._call_id = secrets.token_hex(8)
        uri = "sip:127.0.0.1"
        me = f"<sip:{self.account}@127.0.0.1>"
        headers = {"From": f"{me};tag={self._tag}", "To": me, "Expires": "600"}
        self._request("REGISTER", uri, headers)
        challenge = self.wait_final()
        assert challenge.status == 401, challenge.first
        self._cseq += 1
        self._request(
            "REGISTER", uri, {**headers, **self._authorization(challenge, "REGISTER", uri)}
        )
        assert (answer := self.wait_final()).status == 200, answer.first

    def _sdp(self) -> str:
        host, port = self._rtp.getsockname()
        return (
            f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
        )

    def call(self, number: str) -> Message:
        """Dial; gives the first answer above 100 after the password was asked for."""
        self._call_id, self._cseq = secrets.token_hex(8), 1
        uri = f"sip:{number.replace('#', '%23')}@127.0.0.1"
        self._ours = f"<sip:{self.account}@127.0.0.1>;tag={self._tag}"
        headers = {"From": self._ours, "To": f"<{uri}>"}
        self._dialled = (uri, headers)
        self._request("INVITE", uri, headers, self._sdp())
        challenge = self.wait_final()
        self._ack(uri, challenge)
        assert challenge.status == 401, challenge.first
        self._cseq += 1
        headers |= self._authorization(challenge, "INVITE", uri)
        self._request("INVITE", uri, headers, self._sdp())
        while (answer := self._read()).status == 100:
            pass
        return self._noted(answer)

    def answered(self) -> Message:
        """Wait until the far end answers."""
        answer = self._noted(self.wait(200))
        self._far(answer.body)
        self._ack(self._target, answer)
        return answer

    def refused(self) -> Message:
        """Wait until the call is refused."""
        while (answer := self.wait_final()).header("CSeq").split()[1] != "INVITE":
            pass
        self._ack(self._dialled[0], answer)
        return answer

    def _noted(self, answer: Message) -> Message:
        self._remote = answer.header("To")
        if contact := answer.header("Contact"):
            self._target = contact.strip("<>").split(">")[0]
        if answer.status >= 300:
            self._ack(self._dialled[0], answer)
        return answer

    def _ack(self, uri: str, answer: Message) -> None:
        branch = getattr(self, "_via", "")
        headers = {"From": self._ours, "To": answer.header("To")}
        if answer.status < 300:
            self._request("ACK", uri, headers)
            return
        lines = [f"ACK {uri} SIP/2.0", f"Via: {branch}", "Max-Forwards: 70"]
        lines += [f"{k}: {v}" for k, v in headers.items()]
        lines += [f"Call-ID: {self._call_id}", f"CSeq: {self._cseq} ACK", "Content-Length: 0"]
        self._send("\r\n".join(lines) + "\r\n\r\n")

    def cancel(self) -> None:
        """Give up before the far end answers."""
        uri, headers = self._dialled
        via = self._via
        lines = [f"CANCEL {uri} SIP/2.0", f"Via: {via}", "Max-Forwards: 70"]
        lines += [f"{k}: {v}" for k, v in headers.items() if k in {"From", "To"}]
        lines += [f"Call-ID: {self._call_id}", f"CSeq: {self._cseq} CANCEL", "Content-Length: 0"]
        self._send("\r\n".join(lines) + "\r\n\r\n")
        assert self.refused().status == 487

    def _answer_to(self, request: Message, status: str, body: str = "") -> None:
        lines = [f"SIP/2.0 {status}"]
        lines += [f"Via: {via}" for via in request.all("Via")]
        to = request.header("To")
        if ";tag=" not in to:
            to += f";tag={self._tag}"
        lines += [f"From: {request.header('From')}", f"To: {to}"]
        lines += [f"Call-ID: {request.header('Call-ID')}", f"CSeq: {request.header('CSeq')}"]
        lines += [f"Contact: {self.contact}", f"Content-Length: {len(body.encode())}"]
        if body:
            lines.append("Content-Type: application/sdp")
        self._send("\r\n".join(lines) + "\r\n\r\n" + body)

    def ringing(self) -> Message:
        """Wait for a call and ring."""
        while (request := self._read()).method != "INVITE":
            pass
        self._invite = request
        self._call_id = request.header("Call-ID")
        self._remote, self._ours = request.header("From"), f"{request.header('To')};tag={self._tag}"
        self._target = request.header("Contact").strip("<>").split(">")[0]
        self._answer_to(request, "180 Ringing")
        return request

    def answer(self) -> None:
        """Lift the receiver."""
        assert self._invite is not None
        self._far(self._invite.body)
        self._answer_to(self._invite, "200 OK", self._sdp())
        while self._read().method != "ACK":
            pass

    def refuse(self, status: str = "486 Busy Here") -> None:
        """Refuse the call that rings."""
        assert self._invite is not None
        self._answer_to(self._invite, status)

    def hang_up(self) -> None:
        """End the call that is up."""
        self._talking.clear()
        self._cseq += 1
        self._request("BYE", self._target, {"From": self._ours, "To": self._remote})
        while self._read().status != 200:
            pass

    def hung_up(self) -> None:
        """Wait until the far end ends the call."""
        while (request := self._read()).method not in {"BYE", "CANCEL"}:
            pass
        self._talking.clear()
        self._answer_to(request, "200 OK")
        if request.method == "CANCEL":
            assert self._invite is not None
            self._answer_to(self._invite, "487 Request Terminated")

    def _far(self, sdp: str) -> None:
        host = re.search(r"c=IN IP4 (\S+)", sdp)
        port = re.search(r"m=audio (\d+)", sdp)
        assert host is not None
        assert port is not None
        self._far_media = (host[1], int(port[1]))

    def talk(self) -> None:
        """Send speech (a-law silence and a square wave) until the call ends."""
        self._talking.set()
        threading.Thread(target=self._speak, daemon=True).start()

    def _speak(self) -> None:
        assert self._far_media is not None
        sequence = 0
        while self._talking.is_set():
            header = struct.pack("!BBHII", 0x80, 8, sequence & 0xFFFF, sequence * 160, 7)
            self._rtp.sendto(header + (b"\x24" * 8 + b"\xa4" * 8) * 10, self._far_media)
            sequence += 1
            time.sleep(0.02)
