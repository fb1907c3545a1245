"""Every route by every role, asked in other ways than a page of ours would: none opens more.

Real nginx, web process and supervisor on a simulated machine; the table is that of the tests.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.wire.roles import Scope
from tests.campaign.plan import Campaign
from tests.web.key_routes import BY_ADDRESS, BY_KEY, filled, opens
from tests.web.route_roles import (
    ENDED,
    EVERYBODY,
    FRAGMENTS,
    LEFT_OUT,
    LETTERS,
    LIVE,
    STRANGER,
    TABLE,
    Visitors,
    outcome,
    visiting,
    wanted,
)

_CHANGING = frozenset({"POST", "PUT"})
# How else a path can be written.
_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda path: path,
    "with a slash": lambda path: f"{path}/",
    "two slashes": lambda path: f"/{path}",
    "from elsewhere": lambda path: f"/about/..{path}",
    "with a dot": lambda path: f"/.{path}",
    "in capitals": str.upper,
    "encoded": lambda path: f"/%{ord(path[1]):02x}{path[2:]}" if len(path) > 1 else "/%2e/",
    "behind the door": lambda path: f"/login/..{path}",
    "as an asset": lambda path: f"/assets/..{path}",
    "with a question": lambda path: f"{path}?name=a&user=admin&key=1.1&role=admin",
}
_BY_KEY = {**BY_KEY, **BY_ADDRESS}
_KEYS = {f"a key of {scope.value}": frozenset({scope}) for scope in Scope}
_MASTER = {"a key of everything": frozenset(Scope)}
_METHODS = ("HEAD", "DELETE", "PATCH", "OPTIONS")
_FORGED: Mapping[str, Mapping[str, str]] = {
    "of another site": {"Origin": "https://elsewhere.example"},
    "without an origin": {"Origin": ""},
    "fetched by another site": {"Sec-Fetch-Site": "cross-site"},
    "with a guessed token": {"X-CSRF-Token": "0" * 64},
    "without a token": {"X-CSRF-Token": ""},
}
_REACHED = frozenset({200, 202, 206, 303, 422})


@dataclass(frozen=True, slots=True)
class _Case:
    who: str
    method: str
    path: str
    how: str
    may: str


def _routes() -> Iterator[tuple[str, str, str]]:
    yield from ((method, path, may) for (method, path), may in TABLE.items())
    yield from (("GET", f"/fragment/{key}/{name}", may) for (key, name), may in FRAGMENTS.items())
    yield from (("GET", f"/fragment/{key}/none", may) for key, may in LIVE.items())
    yield from ((method, path, scopes) for (method, path), scopes in _BY_KEY.items())


def _cases() -> Iterator[_Case]:
    visitors = (*(role.value for role in LETTERS.values()), STRANGER, ENDED)
    for method, path, may in _routes():
        if path in LEFT_OUT:
            continue
        by_key = (method, path) in _BY_KEY
        forged = _FORGED if method in _CHANGING and not by_key else ()
        hows = [*_SPELLINGS, *_METHODS, *forged]
        yield from (_Case(who, method, path, how, may) for who in visitors for how in hows)
        if by_key and not path.endswith("/events"):
            keys = {**_KEYS, **(_MASTER if (method, path) in BY_ADDRESS else {})}
            yield from (_Case(who, method, path, how, may) for who in keys for how in hows)


class RouteRoles:
    """A case is one request."""

    def __init__(self, visitors: Visitors) -> None:
        self._visitors = visitors
        self._cases = {f"{c.who}: {c.method} {filled(c.path)} {c.how}": c for c in _cases()}

    def cases(self) -> Sequence[str]:
        """Visitor, route, and how it is asked for."""
        return list(self._cases)

    def bad(self, case: str) -> str | None:
        """What was answered to whom it should not have been."""
        asked = self._cases[case]
        if asked.how in _FORGED:
            return self._forged(asked)
        method = asked.how if asked.how in _METHODS else asked.method
        spell = _SPELLINGS[asked.how if asked.how in _SPELLINGS else "as it is"]
        if scopes := (_KEYS | _MASTER).get(asked.who):
            return self._by_key(asked, method, spell, scopes)
        path = spell(filled(asked.path))
        answer = self._visitors.ask(asked.who, method, path)
        meant = wanted(asked.who, asked.may)
        if asked.how == "as it is":
            found = outcome(answer)
            return None if found == meant else f"{found}, not {meant}: {answer.status}"
        reached = answer.status in _REACHED and outcome(answer) == "answered"
        if reached and meant != "answered" and not self._elsewhere(path):
            return f"reached: {answer.status}"
        return None if answer.status < 500 else f"a fault: {answer.status}"

    def _by_key(
        self, asked: _Case, method: str, spell: Callable[[str], str], scopes: frozenset[Scope]
    ) -> str | None:
        """What a key of these meets, in the address where the route wants it there."""
        key = self._visitors.key(*scopes)
        if (asked.method, asked.path) in BY_ADDRESS:
            path = spell(filled(asked.path, key))
            answer = self._visitors.ask(STRANGER, method, path)
        else:
            path = spell(filled(asked.path))
            answer = self._visitors.ask_by_key(key, method, path)
        route = asked.method, asked.path
        if (method, asked.path) in _BY_KEY:  # another one of the same address
            route = method, asked.path
        opened = opens(*route, scopes)
        if asked.how == "as it is" and (answer.status in {401, 403, 405}) is opened:
            return f"{'kept out' if opened else 'reached'}: {answer.status}"
        if answer.status in _REACHED and not opened and not self._elsewhere(path):
            return f"reached: {answer.status}"
        return None if answer.status < 500 else f"a fault: {answer.status}"

    def _forged(self, asked: _Case) -> str | None:
        headers = dict(_FORGED[asked.how])
        answer = self._visitors.ask(asked.who, asked.method, filled(asked.path), **headers)
        # What brings a file is taken in only once it is known who sends it.
        kept_out = answer.status == 403 or outcome(answer) == "to log in"
        return None if kept_out else f"taken: {answer.status}"

    def _elsewhere(self, path: str) -> bool:
        """Whether it leads to a route that is everybody's."""
        return any(may == EVERYBODY and path.rstrip("/") == at for (_, at), may in TABLE.items())

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How many requests of each kind."""
        hows = Counter(self._cases[name].how for name in tried)
        routes = {(self._cases[name].method, self._cases[name].path) for name in tried}
        return {
            "routes": len(routes),
            "visitors": len({self._cases[name].who for name in tried}),
            "plain": hows["as it is"],
            "forged": sum(hows[how] for how in _FORGED),
            "otherwise": sum(hows[how] for how in (*_SPELLINGS, *_METHODS)) - hows["as it is"],
        }


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """The table is the same for any seed."""
    del seed, folder
    with (
        tempfile.TemporaryDirectory(prefix="lm-routes-", dir="/tmp") as place,
        visiting(Path(place)) as visitors,
    ):
        yield RouteRoles(visitors)
