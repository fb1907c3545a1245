"""Wrong values in every field, and broken files: each is refused with field and cure, or taken.

Refused: `Invalid`, whose field and reason stand in Russian and English. Taken: every file of the
box compiles, and what is exported again is what was written. Nothing else may happen.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from appliance.compiler.compile import compile_config
from appliance.compiler.lint import lint
from appliance.core import commands as asked
from appliance.core.bulk_import import Does, bulk_plan
from appliance.core.canonical import from_plain, to_plain
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.exchange_file import exported, imported
from appliance.core.parts import PLACES, parts
from appliance.core.scenario import Scenario
from appliance.core.secret import Secret, secret_from
from appliance.spoken import sentences
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.campaign.plan import Campaign
from tests.campaign.whole_office import COMMANDS, SCENARIOS, TABLES, office
from tests.campaign.wrong import GONE, Wrong, broken, every_wrong
from tests.unit.spoken.cure import names_a_cure

_TORN = 1000  # broken files of each kind
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_ALIKE = {"email", "e-mail", "crc4", "ipv6"}  # in both languages
_Try = Callable[[], "str | None"]


def _fresh() -> Callable[[], Secret]:
    counter = itertools.count()
    return lambda: secret_from(next(counter).to_bytes(15, "big"))


@cache
def _document() -> Any:
    return json.loads(exported(office(), secrets=True))


def _untold(invalid: Invalid) -> str | None:
    """What is missing in the refusal."""
    if not invalid.field or not invalid.reason:
        return f"no field or no reason: {invalid}"
    if not names_a_cure(invalid.reason):
        return f"no cure: {invalid}"
    if not _CYRILLIC.search(sentences.said(invalid.reason, "ru")):
        return f"not in Russian: {invalid}"
    for step in re.sub(r"\[\d+\]", "", invalid.field).split("."):
        if step not in _ALIKE and not _CYRILLIC.search(sentences.named(step, "ru")):
            return f"field {step} has no Russian name: {invalid}"
    return None


def _judged(attempt: _Try) -> str | None:
    """What is bad about it; None for a good refusal and for what may be so."""
    try:
        return attempt()
    except Invalid as invalid:
        return _untold(invalid)
    except Exception as error:  # noqa: BLE001  # this is what the campaign looks for
        at = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} at {Path(at.filename).name}:{at.lineno}"


def _holds(config: Config) -> str | None:
    """Everything can be made of a configuration that was taken."""
    if problems := lint(compile_config(config)):
        return f"does not pass the compiler's own check: {problems[0]}"
    written = exported(config, secrets=True).encode()  # what no file can hold ends it here
    again = imported(written.decode(), Config(), _fresh()).config
    return None if again == config else "is not the same when it is exported and imported"


def _file(wrong: Wrong) -> str | None:
    text = json.dumps(wrong.put(_document()))
    config = imported(text, office(), _fresh()).config
    return _holds(config) or _kept(wrong, json.loads(exported(config, secrets=True)))


def _kept(wrong: Wrong, document: Any) -> str | None:
    """What was written is there, to the letter; what was left out has its default."""
    if wrong.value is GONE:
        return None
    for step in wrong.path:
        document = document[step]
    return None if _stands(wrong.value, document) else "was changed in silence"


def _stands(written: Any, read: Any) -> bool:
    """Fields that were left out have their defaults; a single one may stand for its object."""
    if isinstance(written, dict) and not isinstance(read, dict):
        return len(written) == 1 and _stands(next(iter(written.values())), read)
    if isinstance(written, dict):
        return all(name in read and _stands(each, read[name]) for name, each in written.items())
    if isinstance(written, list) and isinstance(read, list):
        return len(written) == len(read) and all(map(_stands, written, read))
    return type(written) is type(read) and bool(written == read)


def _command(plain: Any, wrong: Wrong) -> str | None:
    command: asked.Command = from_plain(asked.Command, wrong.put(plain), "command")
    return _holds(asked.edit(office(), command))


def _scenario(plain: Any, wrong: Wrong) -> str | None:
    simulate(_exchange(), from_plain(Scenario, wrong.put(plain), "scenario"))
    return None


@cache
def _exchange() -> Exchange:
    return Exchange(office())


def _torn_file(seed: str) -> str | None:
    """As daemon/received.py reads it."""
    content = broken(exported(office(), secrets=True).encode(), random.Random(seed))  # noqa: S311
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return _holds(imported(text, office(), _fresh()).config)


def _torn_table(table: bytes, seed: str) -> str | None:
    """Each row that is refused says where and why; the others are done and nothing else is."""
    chance = random.Random(seed)  # noqa: S311
    plan = bulk_plan(broken(table, chance), office(), chance.randbytes)
    for line in plan.lines:
        for each in (*line.problems, *line.notes):
            if (untold := _untold(Invalid(each.field, each.reason))) is not None:
                return untold
        if (line.does is Does.REFUSED) is not bool(line.problems):
            return f"line {line.line} is refused for nothing, or taken with a fault"
    if plan.command is None:
        return None
    config = asked.edit(office(), plan.command)
    kept = replace(config, extensions=(), people=(), departments=(), mailboxes=())
    before = replace(office(), extensions=(), people=(), departments=(), mailboxes=())
    return _holds(config) if kept == before else "a table of people changes something else"


class ConfigFuzz:
    """A case is a wrong value or a broken file."""

    def __init__(self, seed: int) -> None:
        self._tries = dict(_tries(seed))
        self._ends: Counter[str] = Counter()

    def cases(self) -> Sequence[str]:
        """Kind, place and what stands there; or kind and number."""
        return list(self._tries)

    def bad(self, case: str) -> str | None:
        """What happens, where it is neither a good refusal nor a configuration."""
        return _judged(self._tries[case])

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How many cases of each kind."""
        counted = Counter(case.partition(" ")[0] for case in tried)
        return {f"of_{kind.replace('-', '_')}": count for kind, count in counted.items()}


def _tries(seed: int) -> Iterator[tuple[str, _Try]]:
    chance = random.Random(seed)  # noqa: S311  # the same cases for the same seed
    for wrong in every_wrong(_document(), chance):
        yield f"file {wrong.name}", partial(_file, wrong)
    for name, plain in _asked().items():
        for wrong in every_wrong(plain, chance):
            yield f"command {name}: {wrong.name}", partial(_command, plain, wrong)
    for name, scenario in SCENARIOS.items():
        plain = to_plain(scenario, Scenario)
        for wrong in every_wrong(plain, chance):
            yield f"scenario {name}: {wrong.name}", partial(_scenario, plain, wrong)
    for number in range(_TORN):
        yield f"torn-file {number:04}", partial(_torn_file, f"file {seed} {number}")
        for name, table in TABLES.items():
            yield (
                f"table {name} {number:04}",
                partial(_torn_table, table, f"{name} {seed} {number}"),
            )


def _asked() -> Mapping[str, Any]:
    """Every command there is, and `Put` with a part of each kind that says the most."""
    puts: Mapping[str, asked.Command] = {
        f"Put {kind.__name__}": asked.Put(max(found, key=lambda part: len(str(part))))
        for kind in PLACES
        if (found := parts(office(), kind))
    }
    return {name: to_plain(each, asked.Command) for name, each in {**puts, **COMMANDS}.items()}


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Nothing but the code itself."""
    del folder
    yield ConfigFuzz(seed)
