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


def config_of(text: str, schema: int) -> Config:
    """The configuration that a version of `schema` wrote; Invalid when it is none."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise Invalid("json", f"is not JSON: {error}") from error
    config: Config = from_plain(Config, upgraded(plain, schema))
    return config


def upgraded(plain: Any, schema: int) -> Plain:  # noqa: ANN401  # JSON from outside
    """`plain` of `schema` as this version spells it; Invalid when it is none such."""
    if not 1 <= schema <= SCHEMA:
        raise Invalid("schema", f"{schema} is of another version of the system; install that first")
    if not isinstance(plain, dict):
        raise Invalid("configuration", "must be an object")
    found: Plain = plain
    for step in _STEPS[schema - 1 :]:
        try:
            found = step(found)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Invalid("configuration", "is not whole; export it anew") from error
    return found


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
