"""The channels of line cards that Asterisk has taken up."""

from appliance.apply.ports import Exchange


async def taken_up(exchange: Exchange, group: int | None = None) -> frozenset[int]:
    """Their DAHDI channel numbers; of one trunk group alone where that is asked for."""
    of_group = "" if group is None else f" group {group}"
    shown = await exchange.console(f"dahdi show channels{of_group}")
    first_words = (line.split()[0] for line in shown.splitlines() if line.split())
    return frozenset(int(word) for word in first_words if word.isdigit())
