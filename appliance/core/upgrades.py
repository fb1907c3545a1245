"""What earlier versions stored or exported, as this one spells it. Each step is kept for good."""

import json
from collections.abc import Callable
from typing import Any

from appliance.core.canonical import from_plain
from appliance.core.config import Config
from appliance.core.errors import Invalid

SCHEMA = 2
"""Of a configuration as this version spells it. It grows whenever what is stored must change."""

Plain = dict[str, Any]


def config_of(plain: Any, schema: int) -> Config:  # noqa: ANN401  # JSON from outside
    """The configuration that `plain` was under `schema`; Invalid when it is none."""
    if not 1 <= schema <= SCHEMA:
        raise Invalid("schema", f"{schema} is of another version of the system; install that first")
    if not isinstance(plain, dict):
        raise Invalid("configuration", "must be an object")
    for step in _STEPS[schema - 1 :]:
        try:
            plain = step(plain)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Invalid("configuration", "is not whole") from error
    config: Config = from_plain(Config, plain)
    return config


def config_of_text(text: str, schema: int) -> Config:
    """The same of JSON."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise Invalid("json", f"is not JSON: {error}") from error
    return config_of(plain, schema)


def _targets_and_rights(plain: Plain) -> Plain:
    """Routes led to an extension alone, and every telephone might call anywhere: it still may."""
    inbound = plain["inbound"]
    routes = {
        name: [{**route, "to": {"type": "ToExtension", "number": route["to"]}} for route in routes]
        for name, routes in inbound.items()
        if name in {"dids", "lines"}
    }
    name = "Сотрудники" if plain["country"] in {"ru", "kz", "by"} else "Staff"
    role = {"key": "staff", "name": name, "rights": {"directions": _ANYWHERE}}
    return {**plain, "inbound": {**inbound, **routes}, "roles": [role]}


_ANYWHERE = ["free", "city", "long distance", "mobile", "international", "paid", "other"]
_STEPS: tuple[Callable[[Plain], Plain], ...] = (_targets_and_rights,)
