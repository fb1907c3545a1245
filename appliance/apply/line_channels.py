"""The channels of line cards that Asterisk has taken up."""

from appliance.apply.ports import Exchange


async def taken_up(exchange: Exchange) -> frozenset[int]:
    """Their DAHDI channel numbers."""
    shown = await exchange.console("dahdi show channels")
    first_words = (line.split()[0] for line in shown.splitlines() if line.split())
    return frozenset(int(word) for word in first_words if word.isdigit())
