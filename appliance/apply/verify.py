"""Asking the world whether a configuration is really the one that runs."""

from collections.abc import Iterable

from appliance.apply.ports import Cards, Exchange
from appliance.compiler.asterisk.dahdi_channels_conf import render
from appliance.compiler.conf import Option
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.people import SipPhone


async def verify(config: Config, exchange: Exchange, cards: Cards) -> None:
    """Fault unless Asterisk knows every extension, SIP account and channel whose card is here."""
    await _extensions(config, exchange)
    await _accounts(config, exchange)
    await _channels(config, exchange, cards)


def _require(what: str, wanted: Iterable[str], seen: set[str]) -> None:
    missing = sorted(set(wanted) - seen)
    if missing:
        raise Fault(f"Asterisk does not know {what} {', '.join(missing[:5])}.")


async def _extensions(config: Config, exchange: Exchange) -> None:
    numbers = [ext.number.digits for ext in config.extensions]
    if not numbers:
        return
    shown = await exchange.console("dialplan show ext-local")
    seen = {line.split("'")[1] for line in shown.splitlines() if line.lstrip().startswith("'")}
    _require("extension", numbers, seen)


async def _accounts(config: Config, exchange: Exchange) -> None:
    accounts = [
        device.account.text
        for ext in config.extensions
        for device in ext.devices
        if isinstance(device, SipPhone)
    ]
    if not accounts:
        return
    shown = await exchange.console("pjsip show endpoints")
    words = [line.split() for line in shown.splitlines()]
    seen = {line[1].split("/")[0] for line in words if len(line) > 1 and line[0] == "Endpoint:"}
    _require("SIP account", accounts, seen)


async def _channels(config: Config, exchange: Exchange, cards: Cards) -> None:
    present = await cards.present_spans()
    here = [range(span.base, span.end) for _, span in config.spans() if span.number in present]
    wanted = [
        channel for channel in _configured(config) if any(channel in channels for channels in here)
    ]
    if not wanted:
        return
    shown = await exchange.console("dahdi show channels")
    seen = {line.split()[0] for line in shown.splitlines() if line.split()}
    _require("channel", map(str, wanted), seen)


def _configured(config: Config) -> list[int]:
    """Every channel number that dahdi-channels.conf gives to Asterisk."""
    numbers: list[int] = []
    for section in render(config).sections:
        for line in section.lines:
            if isinstance(line, Option) and line.name == "dahdichan":
                for part in line.value.split(","):
                    first, _, last = part.partition("-")
                    numbers += range(int(first), int(last or first) + 1)
    return numbers
