"""Asking the world whether a configuration is really the one that runs."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass

from appliance.apply.line_channels import taken_up
from appliance.apply.plan import Files
from appliance.apply.ports import Cards, Exchange
from appliance.apply.tables import columns_of, difference, rows_of
from appliance.compiler.asterisk.dahdi_channels_conf import render
from appliance.compiler.conf import Option
from appliance.compiler.tables import is_table, name_of
from appliance.core.config import Config
from appliance.core.differing import differing
from appliance.core.errors import Fault
from appliance.core.people import Extension, SipPhone

_FEW = 5  # so many are asked about one by one, more in one question about all
_CHANNEL_FILES = ("asterisk/dahdi-channels.conf", "dahdi/system.conf")


@dataclass(frozen=True, slots=True)
class Was:
    """What ran before and is known to have run: only what differs from it is asked about."""

    config: Config
    old: Files
    new: Files


async def verify(config: Config, exchange: Exchange, cards: Cards, was: Was | None = None) -> None:
    """Fault unless Asterisk knows every extension, SIP account and channel whose card is here.

    Of what differs from before also that it no longer knows what went, and reads the new tables.
    """
    await _known(_NUMBERS, config, exchange, was)
    await _known(_SIP, config, exchange, was)
    if was is None or any(was.old.get(path) != was.new.get(path) for path in _CHANNEL_FILES):
        await _channels(config, exchange, cards)
    if was is not None:
        await _tables(was, exchange)


def _require(what: str, wanted: Iterable[str], seen: Collection[str]) -> None:
    missing = sorted(set(wanted) - set(seen))
    if missing:
        raise Fault(f"Asterisk does not know {what} {', '.join(missing[:_FEW])}.")


def _forbid(what: str, gone: Iterable[str], seen: Collection[str]) -> None:
    left = sorted(set(gone) & set(seen))
    if left:
        raise Fault(f"Asterisk still knows {what} {', '.join(left[:_FEW])}.")


Extensions = tuple[Extension, ...]


async def _known(ask: "_Question", config: Config, exchange: Exchange, was: Was | None) -> None:
    """Ask about those that came and went; about all when that is as good as all."""
    before, after = _apart(config, was)
    come, gone = ask.names(after) - ask.names(before), ask.names(before) - ask.names(after)
    if not come and not gone:
        return
    if was is not None and len(come) + len(gone) <= _FEW:
        seen = {each for each in sorted(come | gone) if await ask.one(exchange, each)}
    else:
        seen = ask.seen(await exchange.console(ask.all))
        come = ask.names(config.extensions)
    _require(ask.what, come, seen)
    _forbid(ask.what, gone, seen)


def _apart(config: Config, was: Was | None) -> tuple[Extensions, Extensions]:
    """Extensions of before and of now, where they can be told apart quickly only those that differ.

    No number and no account stands twice, so that none is in both of what is left out and what
    is not.
    """
    before, after = () if was is None else was.config.extensions, config.extensions
    places = differing(before, after)
    if places is None:
        return before, after
    return tuple(before[at] for at in places), tuple(after[at] for at in places)


@dataclass(frozen=True, slots=True)
class _Question:
    """`names` are what extensions are known by there, `one` asks whether one is there.

    About all asks a console line, whose answer `seen` reads.
    """

    what: str
    names: Callable[[Extensions], set[str]]
    one: Callable[[Exchange, str], Awaitable[bool]]
    all: str
    seen: Callable[[str], set[str]]


async def _is_number(exchange: Exchange, number: str) -> bool:
    return await exchange.value(f"DIALPLAN_EXISTS(ext-local,{number},1)") == "1"


async def _is_account(exchange: Exchange, account: str) -> bool:
    """A device's state would not tell: it is remembered after its account is gone."""
    return account in _endpoints(await exchange.console(f"pjsip show endpoint {account}"))


def _quoted(shown: str) -> set[str]:
    return {line.split("'")[1] for line in shown.splitlines() if line.lstrip().startswith("'")}


def _endpoints(shown: str) -> set[str]:
    words = [line.split() for line in shown.splitlines()]
    return {line[1].split("/")[0] for line in words if len(line) > 1 and line[0] == "Endpoint:"}


def _numbers(extensions: Extensions) -> set[str]:
    return {ext.number.digits for ext in extensions}


def _sip_accounts(extensions: Extensions) -> set[str]:
    return {
        device.account.text
        for ext in extensions
        for device in ext.devices
        if isinstance(device, SipPhone)
    }


_NUMBERS = _Question("extension", _numbers, _is_number, "dialplan show ext-local", _quoted)
_SIP = _Question("SIP account", _sip_accounts, _is_account, "pjsip show endpoints", _endpoints)


async def _channels(config: Config, exchange: Exchange, cards: Cards) -> None:
    present = await cards.present_spans()
    here = [range(span.base, span.end) for _, span in config.spans() if span.number in present]
    wanted = [
        channel for channel in _configured(config) if any(channel in channels for channels in here)
    ]
    if not wanted:
        return
    _require("channel", map(str, wanted), set(map(str, await taken_up(exchange))))


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


async def _tables(was: Was, exchange: Exchange) -> None:
    """Of each table that differs the last row that came is found, and the last gone is not."""
    old = {name_of(path): text for path, text in was.old.items() if is_table(path)}
    for path, text in was.new.items():
        if is_table(path) and path not in was.old:
            _, gone, come = difference(old.get(name_of(path), ""), text)
            await _rows(exchange, text, rows_of(gone), rows_of(come))


async def _rows(
    exchange: Exchange, text: str, gone: list[list[str]], come: list[list[str]]
) -> None:
    name, columns = columns_of(text)
    here, before = {row[0] for row in come}, set(map(tuple, gone))
    left = [row[0] for row in gone if row[0] not in here]
    wanted = dict.fromkeys(left[-1:], "")
    fresh = [row for row in come if tuple(row) not in before]  # the lines hold others between
    for row in fresh[-1:]:
        pairs = zip(columns, row, strict=True)
        wanted[row[0]] = "".join(f"{column}={value}," for column, value in pairs)
    for key, values in wanted.items():
        if await exchange.value(f"REALTIME({name},{columns[0]},{key})") != values:
            raise Fault(f"Asterisk does not read the new table {name}.")
