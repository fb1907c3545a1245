"""Whether Asterisk holds the objects of pjsip.conf as they are written there.

It reads the file kind by kind, and an object that it cannot make of it stays as it was while all
others are taken (res_sorcery_config.c). So each that differs is asked about, where there are few;
of many the last of each kind. Who has an account at all is asked elsewhere (`verify`). It shows no
access lists, and of an endpoint not its addresses; nor has a reload any effect on the transport.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from appliance.apply.ports import Exchange
from appliance.compiler.conf import Option, Section, parse
from appliance.compiler.stamps import is_stamp
from appliance.core.errors import Fault

PATH = "asterisk/pjsip.conf"
MOST = 6  # objects asked about one by one: those of two telephones
_ASKED: Mapping[str, str] = {
    **{kind: f"pjsip show {kind} {{}}" for kind in ("aor", "auth", "endpoint", "identify")},
    "registration": "pjsip show registration {}",
    "global": "pjsip show settings",
}
# `allow` shows what `disallow` left.
_UNTOLD = frozenset({"type", "disallow", "deny", "permit"})
_TRUTH = {"true": "yes", "Yes": "yes", "false": "no", "No": "no"}
_TEMPLATE = "](!)\n"
_LIKE = re.compile(r"\[[^\]]+\]\(([^)!]+)\)")
_ROW = re.compile(r"^ (\S+) +: ?(.*?) *$", re.MULTILINE)


class Object(NamedTuple):
    """An object of pjsip.conf; its options are its template's, then its own."""

    kind: str
    name: str
    options: tuple[Option, ...]


def fresh(old: str, new: str) -> list[Object]:
    """What came, or is another now; where a template is another, the last that is like it."""
    if old == new:  # mostly: of thousands of telephones none is looked at
        return []
    before, after = set(_blocks(old)), _blocks(new)
    templates = [each for each in after if _TEMPLATE in each]
    others = {each for each in after if each not in before}
    for template in others.intersection(templates):
        name = template[1 : template.index("]")]
        others.update([each for each in after if name in _LIKE.findall(each)][-1:])
    own = [each for each in after if each in others and _TEMPLATE not in each]
    found = _objects("\n\n".join((*templates, *own)))
    return [each for each in found if not is_stamp(each.name)]


def _blocks(text: str) -> list[str]:
    return text.rstrip("\n").split("\n\n")


def _objects(text: str) -> Iterator[Object]:
    templates: dict[str, tuple[Option, ...]] = {"": ()}
    for section in parse(text).sections:
        lines = (*templates[section.like], *_options(section))
        if section.template:
            templates[section.name] = lines
        else:
            yield Object(_value(lines, "type"), section.name, lines)


def _options(section: Section) -> tuple[Option, ...]:
    return tuple(line for line in section.lines if isinstance(line, Option))


def _value(lines: tuple[Option, ...], name: str) -> str:
    return next((line.value for line in lines if line.name == name), "")


async def are_held(exchange: Exchange, old: str, new: str) -> None:
    """Fault unless Asterisk has what is in `new` and not in `old`, as it is written there."""
    asked = [each for each in fresh(old, new) if each.kind in _ASKED]
    if len(asked) > MOST:
        asked = list({each.kind: each for each in asked}.values())
    for each in asked:
        shown = await exchange.console(_ASKED[each.kind].format(each.name))
        if other := unlike(each, shown):
            raise Fault(f"Asterisk does not have the new {other} of {each.kind} {each.name}.")


def unlike(wanted: Object, shown: str) -> str:
    """The first option that `shown` tells otherwise, by name; empty when there is none."""
    told: dict[str, str] = dict(_ROW.findall(shown))
    last = {line.name: line.value for line in wanted.options}
    for line in wanted.options:
        name, value = line.name, last[line.name]
        if name == "set_var":
            name, _, value = line.value.partition("=")
        if name not in _UNTOLD and not _alike(value, told.get(name)):
            return line.name
    return ""


def _alike(wanted: str, shown: str | None) -> bool:
    """Codecs stand in brackets and in their order, groups in any; truth has two spellings."""
    if shown is None or wanted == shown:
        return shown is not None
    if shown.startswith("("):
        return wanted == shown[1:-1].replace("|", ",")
    return _parts(wanted) == _parts(shown)


def _parts(value: str) -> frozenset[str]:
    """A number stands alone where it is written `<301>`, an address where it has its netmask."""
    bare = value.strip("<>").removesuffix("/255.255.255.255")
    return frozenset(_TRUTH.get(each.strip(), each.strip()) for each in bare.split(","))
