"""The telephones and the exchange on the far ends of the virtual cards, in a test's hands."""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import Any

from build.lib.vm.waiting import PATIENCE
from tests.image.harness.inside import Inside
from tests.image.harness.link import GuestFault, Message

FAR_ENDS_SOCKET = "/run/lineman-virtual/control.sock"

Answer = dict[str, Any]


class Pending:
    """A request that is being waited for while the test goes on."""

    def __init__(self, request: Answer, answer: Future[Message]) -> None:
        self._request, self._answer = request, answer

    def get(self, seconds: float = 60) -> Answer:
        """The answer; a refusal or a wait in vain is a failure of the test."""
        message = self._answer.result(seconds * PATIENCE)
        answer = json.loads(message.get("line") or "null") or {"error": message.get("error")}
        if not answer.get("ok"):
            raise GuestFault(f"{self._request}: {answer.get('error')}")
        return dict(answer)


class FarEnds:
    """One request by one, or several at once by `begin`. drivers/virtual/verbs.py has the words."""

    def __init__(self, guest: Inside, socket: str = FAR_ENDS_SOCKET) -> None:
        self.guest, self._socket = guest, socket

    def begin(self, do: str, **words: object) -> Pending:
        """Ask, and wait for the answer later."""
        request = {"do": do, **words}
        if "within" in words:
            request["within"] = float(str(words["within"])) * PATIENCE
        return Pending(request, self.guest.line(self._socket, json.dumps(request)))

    def do(self, do: str, **words: object) -> Answer:
        """Ask and have the answer."""
        return self.begin(do, **words).get(float(str(words.get("within", 30))) + 60)

    def let_go(self) -> None:
        """End all that a test has left, one that failed half-way too: nobody talks any more."""
        told = self.do("status")
        for phone, now in told["phones"].items():
            if now["off_hook"]:
                self.do("phone.hang_up", phone=phone)
        for line, now in told["lines"].items():
            if now["seized"] or now["ringing"]:
                self.do("line.hang_up", line=line)
        left = [
            {"stream": stream, "call": call["call"]}
            for stream, now in told["streams"].items()
            for call in now["calls"]
            if call["state"] != "down"
        ]
        for call in left:
            self.do("call.hang_up", **call)
        for call in left:  # an exchange that has died says nothing until its streams are up again
            self.do("call.expect", **call, state="down", within=180)
