"""All live state as one file that a person can read, for a backup."""

import json
from typing import Any

from appliance.core.errors import Invalid
from appliance.core.live_state import SET_BY_PEOPLE, Entries, Entry, Family
from appliance.core.text import check_whole

FORMAT = "lineman live state"
SCHEMA = 1


def live_exported(entries: Entries) -> str:
    """The values by family and key, in order."""
    values: dict[str, dict[str, str]] = {family.value: {} for family in SET_BY_PEOPLE}
    for (family, key), value in sorted(entries.items()):
        values[family.value][key] = value
    file = {"format": FORMAT, "schema": SCHEMA, "values": values}
    return json.dumps(file, ensure_ascii=False, indent=2) + "\n"


def live_imported(text: str) -> dict[Entry, str]:
    """The values that `live_exported` wrote; Invalid names what is not so."""
    try:
        file = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Invalid("file", f"is not JSON: {error}") from error
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise Invalid("format", "this is no live state of such a box; choose another file")
    if file.get("schema") != SCHEMA:
        raise Invalid("schema", "is of another version; install that, or the newest one")
    values = file.get("values")
    if not isinstance(values, dict):
        raise Invalid("values", "are missing; choose a whole file")
    return dict(each for name, keys in values.items() for each in _family(name, keys))


def _family(name: str, keys: Any) -> list[tuple[Entry, str]]:  # noqa: ANN401  # JSON, unchecked
    if name not in {family.value for family in SET_BY_PEOPLE}:
        raise Invalid("values", f"knows no {name!r}; leave it out")
    if not isinstance(keys, dict) or not all(isinstance(value, str) for value in keys.values()):
        raise Invalid("values", f"{name} must name a text for each key")
    check_whole("values", "".join((*keys, *keys.values())))
    return [((Family(name), key), value) for key, value in keys.items() if value]
