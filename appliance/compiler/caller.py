"""Names as they may stand in a caller's identity."""

from appliance.compiler.latin import LONGEST, latin
from appliance.core.text import DisplayName

# chan_dahdi keeps a name in 80 bytes; a cut inside a letter would not be UTF-8 any more.
_LONGEST_BYTES = 76

# What would end a quoted name, begin a number, an option, a variable or an expression.
_LOOKALIKES = str.maketrans(
    {'"': "'", "<": "(", ">": ")", "\\": "/", ";": ",", "$": "S", "{": "(", "}": ")", "|": "/"}
)


def caller_name(name: DisplayName) -> str:
    """The name for displays that know UTF-8, without what caller identities reserve."""
    text = name.text.translate(_LOOKALIKES)
    while len(text.encode()) > _LONGEST_BYTES:
        text = text[:-1]
    return _closed(text).strip()


def analogue_name(name: DisplayName) -> str:
    """The name as the display of an analogue telephone can show it."""
    return _closed(latin(name.text).translate(_LOOKALIKES)[:LONGEST]).strip()


_CLOSING = {")": "(", "]": "["}


def _closed(text: str) -> str:
    """Without brackets that are opened and never closed.

    func_strings looks for their end when it takes a row of a table apart, and finds none.
    """
    if "(" not in text and "[" not in text:
        return text
    open_: dict[str, list[int]] = {"(": [], "[": []}
    for place, sign in enumerate(text):
        if sign in open_:
            open_[sign].append(place)
        elif sign in _CLOSING and open_[_CLOSING[sign]]:
            open_[_CLOSING[sign]].pop()
    odd = {place for places in open_.values() for place in places}
    return "".join(sign for place, sign in enumerate(text) if place not in odd)


def identity(name: DisplayName, number: str) -> str:
    """`"name" <number>`, as `callerid` options take it."""
    return f'"{caller_name(name)}" <{number}>'
