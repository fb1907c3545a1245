"""Which of their files Asterisk and the units read anew when they are told something."""

from collections.abc import Mapping
from dataclasses import replace

from appliance.apply.impact import (
    CARDS_UNIT,
    EXCHANGE_UNIT,
    FIREWALL_UNIT,
    NAME_UNIT,
    NETWORK_UNIT,
    ON_CHANGE,
    TIME_UNIT,
    Impact,
)
from appliance.compiler.conf import ConfFile, Option, Section, emit, parse
from appliance.compiler.dahdichan import channels
from appliance.compiler.tables import is_table

Files = Mapping[str, str]

_CHANNELS = "asterisk/dahdi-channels.conf"
_TABLES = "module reload res_config_sqlite3.so"
_KIND = {"signalling", "switchtype", "dahdichan"}  # a reload changes none of that
_READ = {
    EXCHANGE_UNIT: "asterisk/",
    CARDS_UNIT: "dahdi/",
    FIREWALL_UNIT: "firewall/",
    NETWORK_UNIT: "network/ports",
    NAME_UNIT: "network/name",
    TIME_UNIT: "network/time",
}


def after_start(unit: str, held: Files, active: Files) -> dict[str, str]:
    """What is held once the unit was started anew, which reads all that is its own."""
    return _read(held, active, {p for p in held.keys() | active if p.startswith(_READ[unit])})


def after_line(line: str, held: Files, active: Files) -> dict[str, str]:
    """What is held once Asterisk was told `line`."""
    words = line.split()
    if words[:1] == ["dahdi"] and words[-2:-1] and words[-1].isdecimal():
        return {**held, _CHANNELS: _channels(words, held, active)}
    if line == "dahdi restart":
        return _read(held, active, {_CHANNELS, "asterisk/chan_dahdi.conf"})
    if line == "module reload chan_dahdi.so":
        return {**held, _CHANNELS: _renamed(held, active)}
    return _read(held, active, {p for p in held.keys() | active if _is_read(p, line)})


def _is_read(path: str, line: str) -> bool:
    verb = ON_CHANGE.get(path)
    if is_table(path):
        return line in {_TABLES, "core reload"}
    if line != "core reload":
        return verb is not None and verb.text == line
    light = verb is None or verb.impact <= Impact.RELOAD
    return path.startswith("asterisk/") and path != _CHANNELS and light


def _read(held: Files, active: Files, paths: set[str]) -> dict[str, str]:
    """What nobody reads before the next start is as good as read."""
    paths = paths | {path for path, verb in ON_CHANGE.items() if verb is None}
    kept = {path: text for path, text in held.items() if path not in paths}
    return kept | {path: text for path, text in active.items() if path in paths}


def _sections(files: Files) -> dict[str, Section]:
    return {section.name: section for section in parse(files.get(_CHANNELS, "")).sections}


def _channels(words: list[str], held: Files, active: Files) -> str:
    """Destroyed are all that have a channel of those; created the section that has just these."""
    wanted = set(range(int(words[-2]), int(words[-1]) + 1))
    there, new = _sections(held), _sections(active)
    if words[1] == "destroy":
        return _text({n: s for n, s in there.items() if not wanted & _numbers(s)}, active)
    return _text(there | {n: s for n, s in new.items() if wanted == _numbers(s)}, active)


def _renamed(held: Files, active: Files) -> str:
    """Channels that are there read all but their kind."""
    new = _sections(active)
    return _text(
        {
            name: new[name] if name in new and _kind(new[name]) == _kind(section) else section
            for name, section in _sections(held).items()
        },
        active,
    )


def _kind(section: Section) -> list[Option]:
    return [line for line in section.lines if isinstance(line, Option) and line.name in _KIND]


def _numbers(section: Section) -> set[int]:
    """From the first to the last, as the console names them."""
    numbers = channels(section)
    return set(range(numbers[0], numbers[-1] + 1))


def _text(sections: Mapping[str, Section], active: Files) -> str:
    """As it is compiled when it is the same channels."""
    if sections == _sections(active):
        return active.get(_CHANNELS, "")
    return emit(replace(ConfFile(()), sections=tuple(sections[name] for name in sorted(sections))))
