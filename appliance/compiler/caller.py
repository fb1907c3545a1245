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
    return text.strip()


def analogue_name(name: DisplayName) -> str:
    """The name as the display of an analogue telephone can show it."""
    return latin(name.text).translate(_LOOKALIKES)[:LONGEST].strip()


def identity(name: DisplayName, number: str) -> str:
    """`"name" <number>`, as `callerid` options take it."""
    return f'"{caller_name(name)}" <{number}>'
