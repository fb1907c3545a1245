"""The channels of line cards that Asterisk has taken up, and how it and the drivers speak on them.

What it shows of a channel and of a span is compared with what was written; what it does not show is
not: caller identity, groups to pick up in, language, echo, and all of chan_dahdi.conf.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from appliance.apply.ports import Exchange
from appliance.compiler.conf import Option, Section
from appliance.compiler.dahdichan import channels
from appliance.core.errors import Fault

_SIGNALLING: Mapping[str, str] = {  # chan_dahdi.c: sig2str
    "em_e1": "E & M E1",
    "fxo_ks": "FXO Kewlstart",
    "fxs_ks": "FXS Kewlstart",
    "pri_cpe": "ISDN PRI",
    "pri_net": "ISDN PRI",
}
_SIDES: Mapping[str, str] = {"pri_cpe": "CPE", "pri_net": "Network"}  # libpri: pri_dump_info_str
_SIDE = re.compile(r"^Type: (\w+)", re.MULTILINE)
_SHOWN = re.compile(r"^ *([^:=\n]+?)(?:: | = )(.*?) *$", re.MULTILINE)
_SPAN = re.compile(r"span=(\d+),\d+,\d+,(\w+),(\w+)(,crc4)?")
_STATUS = re.compile(  # chan_dahdi.c: dahdi_show_status
    r"^ *(\d+) .* (CCS|CAS|ESF|D4) +(HDB3|AMI|B8ZS|Unkn) *(CRC4)?", re.MULTILINE
)


async def taken_up(exchange: Exchange, group: int | None = None) -> frozenset[int]:
    """Their DAHDI channel numbers; of one trunk group alone where that is asked for."""
    of_group = "" if group is None else f" group {group}"
    shown = await exchange.console(f"dahdi show channels{of_group}")
    first_words = (line.split()[0] for line in shown.splitlines() if line.split())
    return frozenset(int(word) for word in first_words if word.isdigit())


async def are_as_written(exchange: Exchange, sections: Iterable[Section]) -> None:
    """Fault when the first channel of a section of dahdi-channels.conf shows other settings."""
    for section in sections:
        number = channels(section)[0]
        shown = dict(_SHOWN.findall(await exchange.console(f"dahdi show channel {number}")))
        if not shown.items() >= dict(written(section)).items():
            raise Fault(f"Asterisk does not have the new settings of channel {number}.")
        side = _SIDES.get(_value(section, "signalling"))
        if side is not None:
            span = section.name.rpartition("-")[2]
            told = _SIDE.search(await exchange.console(f"pri show span {span}"))
            if told is not None and told[1] != side:
                raise Fault(f"Asterisk does not speak as the new side of span {span}.")


def written(section: Section) -> Iterator[tuple[str, str]]:
    """What is shown of a channel of the section: names and values, its variables among them."""
    yield "Context", _value(section, "context")
    yield "Signalling Type", _SIGNALLING[_value(section, "signalling")]
    yield "Mailbox", _value(section, "mailbox") or "none"
    for line in _options(section, "setvar"):
        name, _, value = line.value.partition("=")
        yield name, value


def _options(section: Section, name: str) -> list[Option]:
    return [each for each in section.lines if isinstance(each, Option) and each.name == name]


def _value(section: Section, name: str) -> str:
    return next((each.value for each in _options(section, name)), "")


async def are_framed(exchange: Exchange, system: str, present: frozenset[int]) -> None:
    """Fault when a digital span whose card is here is not framed as dahdi/system.conf says."""
    wanted = {
        int(number): (framing.upper(), coding.upper(), "CRC4" if crc4 else "")
        for number, framing, coding, crc4 in _SPAN.findall(system)
        if int(number) in present
    }
    if not wanted:
        return
    for number, *framed in _STATUS.findall(await exchange.console("dahdi show status")):
        if wanted.get(int(number), tuple(framed)) != tuple(framed):
            raise Fault(f"The driver of span {number} does not frame as it is told.")
