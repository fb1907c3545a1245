"""The values that a step's arguments ask for, from the channel, the exchange and the clock."""

from collections.abc import Callable, Mapping

from appliance.whatif.call import Call
from appliance.whatif.expression import BadExpression, evaluate
from appliance.whatif.functions import READ

_OWN: Mapping[str, Callable[[Call], str]] = {
    "EXTEN": lambda call: call.at.exten,
    "CONTEXT": lambda call: call.at.context,
    "PRIORITY": lambda call: str(call.at.priority),
    "CHANNEL": lambda call: call.channel,
    "UNIQUEID": lambda call: f"{int(call.scenario.moment.time.timestamp())}.1",
    "EPOCH": lambda call: str(int(call.now.timestamp())),
    "HANGUPCAUSE": lambda call: str(call.cause),
}
"""Names that Asterisk knows itself, and so come before any variable of the name."""


class ChannelReader:
    """For `variables.substitute`."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def variable(self, name: str) -> str | None:
        if name in _OWN:
            return _OWN[name](self._call)
        found = self._call.variables.get(name)
        return self._call.exchange.globals.get(name) if found is None else found

    def function(self, name: str, arguments: str) -> str | None:
        return READ[name](self._call, arguments)

    def expression(self, text: str) -> str:
        """Of what is no expression Asterisk says so and makes 0."""
        try:
            return evaluate(text)
        except BadExpression as error:
            self._call.tell("Call: bad expression", error)
            return "0"
