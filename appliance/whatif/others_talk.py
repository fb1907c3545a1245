"""Calls of others: listening to them and taking them (Asterisk's app_chanspy.c and pickup.c).

The scenario knows one call alone. A telephone that is busy in it talks; none rings for others.
"""

from appliance.core.scenario import Does
from appliance.core.test_calls import Ending
from appliance.whatif.arguments import named
from appliance.whatif.call import Call, End, Result
from appliance.whatif.devices import attempt

_WAYS = {"w": "whispers", "B": "joins"}


def chan_spy(call: Call, arguments: str) -> Result:
    """With `E` and `S` until the other hangs up, and not at all while he does not talk."""
    beginning, options = named(arguments, 2)
    tried = attempt(call, beginning.removesuffix("-"))
    call.up = True
    if tried.does is not Does.BUSY:
        call.tell("ChanSpy: nobody talks", call.exchange.shown(tried.who))
        return None
    way = next((word for sign, word in _WAYS.items() if sign in options), "listens")
    call.tell(f"ChanSpy: {way}", call.exchange.shown(tried.who))
    return End(Ending.SERVED)


def pick_up(call: Call, _: str) -> Result:
    """Nothing rings, so the call goes on."""
    call.tell("Pickup: nothing rings")
    return None
