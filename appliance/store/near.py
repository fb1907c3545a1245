"""A revision read beside a configuration that is known: only what differs is read anew."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from appliance.core.canonical import fields_of, from_plain
from appliance.core.config import Config
from appliance.core.pieces import Pieces, at, lists, settings

_whole = msgspec.json.Decoder(dict[str, msgspec.Raw])
_listed = msgspec.json.Decoder(list[msgspec.Raw])


def config_near(text: str, config: Config, pieces: Pieces) -> Config:
    """The configuration that `text` spells as this version does; `pieces` are those of `config`.

    What both have is the same object in both. Invalid, or any error of a reader, for a text that is
    not spelled so.
    """
    written = {name: bytes(raw) for name, raw in _whole.decode(text).items()}
    inner = {
        f"{holder}.{name}": bytes(raw)
        for holder in {place.partition(".")[0] for place in (*lists(), *settings()) if "." in place}
        for name, raw in _whole.decode(written[holder]).items()
    }
    found = written | inner
    values: dict[str, Any] = {
        place: _parts(found[place], kind, at(config, place), pieces.lists[place])
        for place, kind in lists().items()
    }
    for place, hint in settings().items():
        told = found[place].decode()
        same = told == pieces.settings[place]
        values[place] = at(config, place) if same else from_plain(hint, json.loads(told))
    return _joined(values)


def _parts(
    written: bytes, kind: type, parts: tuple[Any, ...], texts: tuple[str, ...]
) -> tuple[Any, ...]:
    """A list of which most parts are known, by their texts."""
    told = tuple(bytes(raw).decode() for raw in _listed.decode(written))
    if told == texts:
        return parts
    known = dict(zip(texts, parts, strict=True))
    return tuple(
        known[text] if text in known else from_plain(kind, json.loads(text)) for text in told
    )


def _joined(values: Mapping[str, Any]) -> Config:
    """The configuration of what stands at each place."""
    fields: dict[str, Any] = {}
    for place, value in values.items():
        holder, _, name = place.rpartition(".")
        if holder:
            fields.setdefault(holder, {})[name] = value
        else:
            fields[name] = value
    hints = fields_of(Config)
    return Config(
        **{
            name: hints[name](**value) if isinstance(value, dict) else value
            for name, value in fields.items()
        }
    )
