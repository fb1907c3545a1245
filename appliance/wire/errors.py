"""Answers that are no value, as the client raises them. Refusals come as `Invalid` and `Fault`."""

from appliance.wire.answers import Why


class NotAllowed(Exception):
    """Not logged in, without the right, wrong credentials, or to wait `seconds` first.

    With `Why.CODE` the `ticket` lets the asker give the code that is still wanted.
    """

    def __init__(self, why: Why, seconds: float = 0.0, ticket: str = "") -> None:
        super().__init__(f"denied: {why}")
        self.why = why
        self.seconds = seconds
        self.ticket = ticket


class Unreachable(Exception):
    """The supervisor does not answer; it starts again within seconds."""
