"""Asking the world whether a configuration is really the one that runs."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from appliance.apply.line_channels import taken_up
from appliance.apply.plan import Files
from appliance.apply.ports import Cards, Exchange
from appliance.apply.tables import columns_of, difference, rows_of
from appliance.compiler.asterisk import extensions_conf
from appliance.compiler.asterisk.dahdi_channels_conf import render
from appliance.compiler.conf import Option, Section, emit
from appliance.compiler.tables import is_table, name_of
from appliance.core.config import Config
from appliance.core.differing import differing
from appliance.core.errors import Fault
from appliance.core.people import Extension, SipPhone
from appliance.core.trunks import SipTrunk, TrunkGroup

T = TypeVar("T")
_FEW = 5  # so many are asked about one by one, more in one question about all
_DIALPLAN = "asterisk/extensions.conf"
_CHANNEL_FILES = ("asterisk/dahdi-channels.conf", "dahdi/system.conf")


@dataclass(frozen=True, slots=True)
class Was:
    """What ran before and is known to have run: only what differs from it is asked about."""

    config: Config
    old: Files
    new: Files


async def verify(config: Config, exchange: Exchange, cards: Cards, was: Was | None = None) -> None:
    """Fault unless Asterisk runs the dialplan and knows each telephone and line whose card is here.

    Of what differs from before also that it no longer knows what went, and reads the new tables.
    """
    await _dialplan(config, exchange, was)
    await _known(_NUMBERS, config, exchange, was)
    await _known(_ACCOUNTS, config, exchange, was)
    await _known(_TRUNKS, config, exchange, was)
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


async def _dialplan(config: Config, exchange: Exchange, was: Was | None) -> None:
    """Asterisk keeps what it has when it cannot read a dialplan, and says so in its log alone."""
    if was is not None and was.old.get(_DIALPLAN) == was.new.get(_DIALPLAN):
        return
    text = emit(extensions_conf.render(config)) if was is None else was.new.get(_DIALPLAN, "")
    if await exchange.value(extensions_conf.STAMP) != extensions_conf.stamp_of(text):
        raise Fault("Asterisk does not run the new dialplan.")


async def _known(ask: "_Question[T]", config: Config, exchange: Exchange, was: Was | None) -> None:
    """Ask about those that came and went; about all when that is as good as all."""
    before, after = _apart(ask.parts(config), () if was is None else ask.parts(was.config))
    come, gone = ask.names(after) - ask.names(before), ask.names(before) - ask.names(after)
    if not come and not gone:
        return
    if was is not None and len(come) + len(gone) <= _FEW:
        seen = {each for each in sorted(come | gone) if await ask.one(exchange, each)}
    else:
        seen = ask.seen(await exchange.console(ask.all))
        come = ask.names(ask.parts(config))
    _require(ask.what, come, seen)
    _forbid(ask.what, gone, seen)


def _apart(now: tuple[T, ...], before: tuple[T, ...]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Those of before and of now, where they can be told apart quickly only those that differ.

    No number and no account stands twice, so that none is in both of what is left out and what
    is not.
    """
    places = differing(before, now)
    if places is None:
        return before, now
    return tuple(before[at] for at in places), tuple(now[at] for at in places)


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    """`names` are what `parts` of a configuration are known by there, `one` asks whether one is.

    About all asks a console line, whose answer `seen` reads.
    """

    what: str
    parts: Callable[[Config], tuple[T, ...]]
    names: Callable[[tuple[T, ...]], set[str]]
    one: Callable[[Exchange, str], Awaitable[bool]]
    all: str
    seen: Callable[[str], set[str]]


async def _is_number(exchange: Exchange, number: str) -> bool:
    return await exchange.value(f"DIALPLAN_EXISTS(ext-local,{number},1)") == "1"


async def _is_endpoint(exchange: Exchange, account: str) -> bool:
    """A device's state would not tell: it is remembered after its account is gone."""
    return account in _endpoints(await exchange.console(f"pjsip show endpoint {account}"))


def _quoted(shown: str) -> set[str]:
    return {line.split("'")[1] for line in shown.splitlines() if line.lstrip().startswith("'")}


def _endpoints(shown: str) -> set[str]:
    words = [line.split() for line in shown.splitlines()]
    return {line[1].split("/")[0] for line in words if len(line) > 1 and line[0] == "Endpoint:"}


def _extensions(config: Config) -> tuple[Extension, ...]:
    return config.extensions


def _numbers(extensions: tuple[Extension, ...]) -> set[str]:
    return {ext.number.digits for ext in extensions}


def _sip_accounts(extensions: tuple[Extension, ...]) -> set[str]:
    return {
        device.account.text
        for ext in extensions
        for device in ext.devices
        if isinstance(device, SipPhone)
    }


def _trunk_groups(config: Config) -> tuple[TrunkGroup, ...]:
    return config.trunk_groups


def _sip_trunks(groups: tuple[TrunkGroup, ...]) -> set[str]:
    return {
        line.name.text for group in groups for line in group.lines if isinstance(line, SipTrunk)
    }


_SHOW_NUMBERS, _SHOW_ENDPOINTS = "dialplan show ext-local", "pjsip show endpoints"
_NUMBERS = _Question("extension", _extensions, _numbers, _is_number, _SHOW_NUMBERS, _quoted)
_ACCOUNTS = _Question(
    "SIP account", _extensions, _sip_accounts, _is_endpoint, _SHOW_ENDPOINTS, _endpoints
)
_TRUNKS = _Question(
    "SIP account", _trunk_groups, _sip_trunks, _is_endpoint, _SHOW_ENDPOINTS, _endpoints
)


async def _channels(config: Config, exchange: Exchange, cards: Cards) -> None:
    """Each that is configured is there, and each line in its trunk group, if its card is here."""
    present = await cards.present_spans()
    here = [range(span.base, span.end) for _, span in config.spans() if span.number in present]
    groups: dict[int | None, set[int]] = {}
    for section in render(config).sections:
        channels = {each for each in _numbered(section) if any(each in span for span in here)}
        for group in {None, _group(section)} if channels else ():
            groups.setdefault(group, set()).update(channels)
    for group, wanted in groups.items():
        taken = await taken_up(exchange, group)
        if group is None:
            _require("channel", map(str, wanted), set(map(str, taken)))
        elif missing := sorted(wanted - taken):
            first = ", ".join(map(str, missing[:_FEW]))
            raise Fault(f"Asterisk does not have channel {first} in trunk group {group}.")


def _numbered(section: Section) -> Iterator[int]:
    """The channels that a section of dahdi-channels.conf gives to Asterisk."""
    for value in _values(section, "dahdichan"):
        for part in value.split(","):
            first, _, last = part.partition("-")
            yield from range(int(first), int(last or first) + 1)


def _group(section: Section) -> int | None:
    return next(map(int, _values(section, "group")), None)


def _values(section: Section, name: str) -> Iterator[str]:
    return (each.value for each in section.lines if isinstance(each, Option) and each.name == name)


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
