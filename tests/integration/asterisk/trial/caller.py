"""Who makes the call of a scenario: one of our telephones, or somebody outside over a SIP line."""

import re
import secrets
import time

from tests.integration.asterisk.sip_message import Message, offer
from tests.integration.asterisk.sip_phone import Phone

_CAUSE = re.compile(r"cause=(\d+)")
_OF_STATUS = {404: 1, 486: 17, 480: 19, 403: 21, 484: 28, 503: 34, 603: 16}  # chan_pjsip.c
_BETWEEN_KEYS = 0.2  # seconds, with the key itself


class Caller(Phone):
    """One call; `look` keeps `up` and `cause` true."""

    up = False
    cause: int | None = None  # Q.850, once the exchange has ended the call; 0 where it tells none

    def call_in(self, address: str, number: str, caller: str) -> None:
        """From outside, to `address`: `number` is called, `caller` calls; empty: he hides."""
        host = self._sip.getsockname()[0]
        self._call_id, self._cseq = secrets.token_hex(8), 1
        self._tag = secrets.token_hex(4)
        who = f"<sip:{caller}@{host}>" if caller else "<sip:anonymous@anonymous.invalid>"
        self._ours, self._theirs = f"{who};tag={self._tag}", f"<sip:{number}@127.0.0.1>"
        self._send("INVITE", address, {}, offer(self.sound.media.getsockname()))

    def look(self, seconds: float) -> None:
        """Take what comes within so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._sip.settimeout(left)
            try:
                self._take(self._read())
            except (TimeoutError, BlockingIOError):
                break
        self._sip.settimeout(5)

    def _take(self, message: Message) -> None:
        if message.answers == "INVITE" and message.status == 200:
            self._theirs = message.header("To")
            self._target = message.header("Contact").strip("<>").split(">")[0]
            self._send("ACK", self._target, {})
            if not self.up:
                self.sound.start(message.media)
            self.up = True
        elif message.answers == "INVITE" and message.status >= 300:
            self._ack_refusal(message)
            self.cause = _OF_STATUS.get(message.status, message.status)
        elif message.method == "BYE":
            self._answer(message, "200 OK")
            found = _CAUSE.search(message.header("Reason"))
            self.cause = int(found[1]) if found else 0

    def press(self, keys: str) -> None:
        """One key after the other, as SIP INFO."""
        for key in keys:
            body = f"Signal={key}\r\nDuration=100\r\n"
            self._within("INFO", {"Content-Type": "application/dtmf-relay"}, body)
            self.look(_BETWEEN_KEYS)

    def leave(self) -> None:
        """Hang up, or give up; a call may be answered just when it is given up."""
        if self.cause is None and not self.up:
            self._sip.sendto(self._of_invite("CANCEL", self._theirs), ("127.0.0.1", 5060))
            self.look(0.3)
        if self.cause is None and self.up:
            self.sound.stop()
            self._within("BYE")
            self.look(0.3)
        self.close()
