"""The door with its accounts and keys, asked without a socket."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pyotp
import pytest

from appliance.wire import access, protocol
from appliance.wire.accounts import AnsweringAccounts
from appliance.wire.admission import Admission, Asker
from appliance.wire.answers import RecoveryCodes, SecondFactor, Why
from appliance.wire.entrance import Entrance
from appliance.wire.errors import NotAllowed
from appliance.wire.keys_answered import AnsweringKeys
from appliance.wire.passkeys_answered import AnsweringPasskeys

PASSWORD = "a long enough secret"
OTHER = "forty red bicycles"
_DOOR = (protocol.SetUp, protocol.LogIn, access.GiveCode, protocol.LogOut, protocol.WhoAmI)


@dataclass
class Box:
    """`ask` goes the whole way but for the socket: who asks is judged first.

    The clock on the wall is `ahead` so many seconds.
    """

    folder: Path
    now: list[float] = field(default_factory=lambda: [1_800_000_000.0])
    ahead: float = 0.0
    names: tuple[str, ...] = ("lineman.local", "box.office.example", "192.0.2.1")

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """What is kept on disk alone is known then."""
        self.admission = Admission(
            self.folder,
            frozenset({os.getuid()}),
            lambda: self.now[0] + self.ahead,
            steady=lambda: self.now[0],
        )
        door = self.admission.door
        self.entrance = Entrance(door)
        self.answering = {
            **AnsweringAccounts(door, names=self._certified).answering,
            **AnsweringKeys(door).answering,
            **AnsweringPasskeys(door, self._certified).answering,
        }

    async def _certified(self) -> tuple[str, ...]:
        return self.names

    def judge(
        self, question: Any, token: str = "", origin: str = "", *, console: bool = False
    ) -> Asker:
        ask = protocol.Ask(question, token, console, origin)
        return self.admission.judge(ask, os.getuid())

    async def ask(
        self, question: Any, token: str = "", origin: str = "", *, console: bool = False
    ) -> Any:
        asker = self.judge(question, token, origin, console=console)
        if isinstance(question, _DOOR):
            return await self.entrance.answer(question, asker)
        return await self.answering[type(question)](question, asker)

    async def log_in(self, user: str = "anna", password: str = PASSWORD, origin: str = "") -> str:
        return cast("str", (await self.ask(protocol.LogIn(user, password, origin))).token)

    async def denied(self, question: Any, token: str = "", origin: str = "") -> NotAllowed:
        with pytest.raises(NotAllowed) as refused:
            await self.ask(question, token, origin)
        return refused.value

    async def with_factor(self, token: str) -> tuple[pyotp.TOTP, tuple[str, ...]]:
        """The asker's app, and his recovery codes."""
        begun: SecondFactor = await self.ask(access.BeginSecondFactor(PASSWORD), token)
        app = pyotp.TOTP(begun.secret)
        codes: RecoveryCodes = await self.ask(access.ConfirmSecondFactor(self.code(app)), token)
        return app, codes.codes

    def code(self, app: pyotp.TOTP) -> str:
        return app.at(int(self.now[0]))

    async def ticket(self, origin: str = "") -> str:
        refused = await self.denied(protocol.LogIn("anna", PASSWORD, origin))
        assert refused.why is Why.CODE
        return refused.ticket
