"""Questions and answers about who may not speak SIP with the box, because he guessed passwords."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class BanView(View, frozen=True):
    """`since` and `until` in seconds since the epoch; `account` is what was tried last."""

    address: str
    since: float
    until: float
    guesses: int
    account: str = ""


class Bans(Answer, frozen=True):
    """The newest first."""

    bans: tuple[BanView, ...]


class GetBans(Request[Bans], frozen=True):
    needs: ClassVar[Right] = Right.BOX


class Unban(Request[Bans], frozen=True):
    """Listen to `address` again, or to everybody when that is empty; the answer is who is left."""

    needs: ClassVar[Right] = Right.BOX
    address: str = ""
