"""What `$[…]` comes to, as Asterisk's main/ast_expr2.y and .fl have it.

Quotes are part of a string, so `""` is not empty and `"1"` is no number: two strings are equal only
if both are quoted or both are not.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<sign>\|\||&&|==|=~|~~|>=|<=|!=|::|[|&=><+\-*/%?!:(),])
      | (?P<quoted>"[^"]*")
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?![a-zA-Z0-9.';\\_^\#@\x80-\U0010ffff]))
      | (?P<word>(?:[a-zA-Z0-9.';\\_^\#@\x80-\U0010ffff]|\$[^{])+)
    )""",
    re.VERBOSE,
)
_DIGITS = 18  # significant ones of a printed number: "%.18Lg"


class BadExpression(ValueError):
    """Asterisk would log a syntax error and go on with nothing."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A string that is no number has `number` None; a number that was computed has `text` None."""

    text: str | None
    number: float | None

    def __str__(self) -> str:
        return _printed(self.number or 0) if self.text is None else self.text

    @property
    def nothing(self) -> bool:
        return self.text == "" or self.number == 0


def _printed(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.{_DIGITS - 3}g}"


def _number(number: float) -> _Value:
    return _Value(None, number)


def _truth(holds: bool) -> _Value:
    return _number(1 if holds else 0)


def evaluate(text: str) -> str:
    """What stands in the place of `$[text]`, its variables filled in before."""
    tokens = _tokens(text)
    if not tokens:
        return ""
    parser = _Parser(tokens)
    value = parser.expression(0)
    if parser.rest:
        raise BadExpression(f"{text!r}: {parser.rest[0]} is not expected")
    return str(value)


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip(" \t\r\n")):
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadExpression(f"{text!r}: {text[at:]!r} is not expected")
        found.append(token[token.lastgroup or 0])
        at = token.end()
    return found


def _leaf(token: str) -> _Value:
    number = re.fullmatch(r"[0-9]+(\.[0-9]+)?", token, re.ASCII)
    return _Value(token, float(token) if number else None)


def _or(one: _Value, other: _Value) -> _Value:
    return other if one.nothing else one


def _and(one: _Value, other: _Value) -> _Value:
    return _truth(holds=False) if one.nothing or other.nothing else one


def _compared(one: _Value, other: _Value) -> int:
    """Below, at or above 0; as strings when either is one."""
    if one.number is None or other.number is None:
        return (str(one) > str(other)) - (str(one) < str(other))
    return (one.number > other.number) - (one.number < other.number)


def _sum(one: _Value, other: _Value) -> _Value:
    """What is no number counts as nothing; the other then stays as it is written."""
    if one.number is None:
        return _number(0) if other.number is None else _number(other.number)
    return _number(one.number + (other.number or 0))


def _difference(one: _Value, other: _Value) -> _Value:
    return _number((one.number or 0) - (other.number or 0))


def _product(one: _Value, other: _Value) -> _Value:
    return _number((one.number or 0) * (other.number or 0))


def _search(one: _Value, other: _Value) -> _Value:
    """How many letters a regular expression finds; the compiler's have no groups."""
    subject, pattern = _unquoted(str(one)), _unquoted(str(other))
    try:
        found = re.search(pattern, subject)
    except re.error as error:
        raise BadExpression(f"{pattern!r}: {error}") from error
    return _number(len(found[0]) if found else 0)


def _unquoted(text: str) -> str:
    quoted = text.startswith('"') and text.endswith('"')
    return text.replace('"', "") if quoted else text


_BINARY: Mapping[str, tuple[int, Callable[[_Value, _Value], _Value]]] = {
    "|": (2, _or),
    "||": (2, _or),
    "&": (3, _and),
    "&&": (3, _and),
    "=": (4, lambda a, b: _truth(_compared(a, b) == 0)),
    "==": (4, lambda a, b: _truth(_compared(a, b) == 0)),
    "!=": (4, lambda a, b: _truth(_compared(a, b) != 0)),
    ">": (4, lambda a, b: _truth(_compared(a, b) > 0)),
    "<": (4, lambda a, b: _truth(_compared(a, b) < 0)),
    ">=": (4, lambda a, b: _truth(_compared(a, b) >= 0)),
    "<=": (4, lambda a, b: _truth(_compared(a, b) <= 0)),
    "+": (5, _sum),
    "-": (5, _difference),
    "*": (6, _product),
    "=~": (8, _search),
}
_UNARY_BINDS = 7


class _Parser:
    """Precedence as the grammar's %left lines say; all of them lean to the left."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def expression(self, binds: int) -> _Value:
        """The value of what binds tighter than `binds`."""
        value = self._operand()
        while self.rest and (sign := self.rest[0]) in _BINARY and _BINARY[sign][0] > binds:
            tightness, operation = _BINARY[self.rest.pop(0)]
            value = operation(value, self.expression(tightness))
        return value

    def _operand(self) -> _Value:
        if not self.rest:
            raise BadExpression("something is missing at the end")
        match self.rest.pop(0):
            case "(":
                inner = self.expression(0)
                self._close()
                return inner
            case "!":
                return _truth(_denied(self.expression(_UNARY_BINDS)))
            case "-":
                return _number(-(self.expression(_UNARY_BINDS).number or 0))
            case sign if sign in _SIGNS:
                raise BadExpression(f"{sign} is not expected")
            case token:
                return _leaf(token)

    def _close(self) -> None:
        if not self.rest or self.rest.pop(0) != ")":
            raise BadExpression("a ) is missing")


# Signs of Asterisk's that the compiler does not use; they are refused.
_SIGNS = {*_BINARY, "~~", ":", "::", "?", ",", "/", "%", ")"}


def _denied(value: _Value) -> bool:
    """`!` asks a string for its leading number (atoi), unlike `&` and `|`."""
    if value.text is None:
        return value.number == 0
    found = re.match(r"\s*[+-]?[0-9]+", value.text)
    return found is None or int(found[0]) == 0
