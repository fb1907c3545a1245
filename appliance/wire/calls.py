"""What is done with calls that ended."""

from typing import ClassVar

from appliance.wire.answers import Done
from appliance.wire.kinds import Request
from appliance.wire.roles import Role


class CommentCall(Request[Done], frozen=True):
    """Note something about a call that one may see; an empty text takes it away."""

    needs: ClassVar[Role] = Role.USER
    key: str
    text: str
