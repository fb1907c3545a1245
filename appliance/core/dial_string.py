"""A number as people write it, and as a telephone dials it."""

import re

from appliance.core.errors import Invalid

_DIALLED = re.compile(r"[0-9*#+][0-9*#]{0,31}", re.ASCII)
_BETWEEN = re.compile(r"[\s().\-\u2010-\u2015]+")
_SCHEMES = ("tel:", "callto:")


def unpunctuated(text: str) -> str:
    """Without the blanks, dashes, dots and brackets that make a number readable."""
    return _BETWEEN.sub("", text)


def dialled(text: str, named: str) -> str:
    """What is dialled for a number as people write it; Invalid at the field that is `named` so."""
    digits = unpunctuated(text)
    for scheme in _SCHEMES:
        digits = digits.removeprefix(scheme)
    if not digits:
        raise Invalid(named, "no number is given; say which is to be called")
    if not _DIALLED.fullmatch(digits):
        raise Invalid(
            named, f"{digits!r} is no number that can be dialled; write it like 84951234567 or 201"
        )
    return digits
