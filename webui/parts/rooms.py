"""A conference room's PINs: typed anew, kept as they are, or asked for no more."""

from __future__ import annotations

import secrets

from appliance.core.errors import Invalid
from appliance.core.people import pin_from
from appliance.wire.kinds import Plain
from webui.parts.choices import Choices

_PINS = (("pin", "+pin", "+no_pin"), ("leader_pin", "+leader_pin", "+no_leader_pin"))


def with_pins(part: Plain, old: Plain | None, _known: Choices) -> Plain:
    """The room with what was typed."""
    found = dict(part)
    for field, typed, no_more in _PINS:
        digits = str(part.get(typed) or "")
        if part.get(no_more):
            found[field] = None
        elif not digits:
            found[field] = None if old is None else old[field]
        else:
            found[field] = _kept(typed, digits)
    return found


def _kept(field: str, digits: str) -> Plain:
    try:
        pin = pin_from(digits, secrets.token_hex(8))
    except Invalid as invalid:
        raise Invalid(field, invalid.reason) from invalid
    return {"salt": pin.salt, "digest": pin.digest}
