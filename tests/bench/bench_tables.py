"""What looking a number up costs Asterisk: in a generation's table, and in AstDB beside it."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from appliance.compiler.asterisk import extconfig_conf, res_config_sqlite3_conf
from appliance.compiler.compile import EXTCONFIG, RES_CONFIG, compile_config
from appliance.compiler.conf import emit
from appliance.compiler.tables import Table, is_table, path, sql
from tests.bench.measured import Measured, above
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip

# A look-up among 100,000 rows, which do not fit into SQLite's cache of pages, to one among 100.
LIMITS = {"growth": 2.5}
_MANY, _FEW = 100_000, 100
_LOOKUPS = 5_000  # of one round
_ROUNDS = 9
_FIRST = 79_160_000_000
_HURRY = "high water mark"  # nobody's dialplan runs so many steps a second
_PHONE = sip("301", "Somebody")
_READS = {
    "nothing": "${number}",
    "row": "${REALTIME_HASH(many,number,${number})}",
    "field": "${REALTIME_FIELD(many,number,${number},class)}",
    "few": "${REALTIME_HASH(few,number,${number})}",
    "astdb": "${DB(bench/${number})}",
}
_CODES = {name: f"*99{number}" for number, name in enumerate(_READS)}
# Number after number in an order that jumps about, so that no page is met twice in a row.
_LOOP = """exten => {code},1,Answer()
same => n,Set(i=0)
same => n(next),Set(number=$[{first} + (${{i}} * 7919) % {rows}])
same => n,Set(found={read})
same => n,Set(i=$[${{i}} + 1])
same => n,GotoIf($[${{i}} < {lookups}]?next)
same => n,GotoIf($["${{found}}" = ""]?missing)
same => n,Hangup()
same => n(missing),NothingWasFound()
"""


def measure(seed: int) -> Measured:
    """Microseconds of processor time a look-up, medians of rounds in turn, without the loop's."""
    del seed
    with _asterisk() as asterisk:
        with closing(Phone(asterisk.socket, "301", _PHONE.secret.text)) as phone:
            phone.register()
            rounds = [
                {name: _round(asterisk, phone, name) for name in _READS} for _ in range(_ROUNDS)
            ]
        complaints = asterisk.complaints(_HURRY)
    costs = {
        name: [each[name] - each["nothing"] for each in rounds]
        for name in _READS
        if name != "nothing"
    }
    figures = {f"{name}_us": statistics.median(cost) for name, cost in costs.items()}
    figures |= {
        "growth": figures["row_us"] / figures["few_us"],
        "row_spread_us": max(costs["row"]) - min(costs["row"]), "rows": _MANY,
    }  # fmt: skip
    return Measured(_ROUNDS, (*complaints[:3], *above(figures, LIMITS)), figures)


@contextmanager
def _asterisk() -> Iterator[RealAsterisk]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
        asterisk = RealAsterisk(root, Path(folder) / "asterisk", _files())
        asterisk.custom("extensions_custom.conf", _dialplan())
        _fill_astdb(asterisk.folder / "run/lineman/slot/astdb")
        with asterisk:
            yield asterisk


def _rows(count: int) -> tuple[tuple[str, str, str], ...]:
    return tuple((str(_FIRST + n), f"c{n % 12}", f"Иванов Пётр {n}") for n in range(count))


def _files() -> dict[str, str]:
    files = compile_config(after(_PHONE))
    for name, count in (("many", _MANY), ("few", _FEW)):
        text = sql(Table(name, ("number", "class", "name"), _rows(count)))
        files[path(name, text)] = text
    tables = [each for each in files if is_table(each)]
    files[EXTCONFIG] = emit(extconfig_conf.render(("many", "few")))
    files[RES_CONFIG] = emit(res_config_sqlite3_conf.render(tables))
    return files


def _dialplan() -> str:
    loops = [
        _LOOP.format(
            code=_CODES[name], first=_FIRST, rows=_FEW if name == "few" else _MANY, read=read,
            lookups=_LOOKUPS,
        )
        for name, read in _READS.items()
    ]  # fmt: skip
    return "[from-internal-custom]\n" + "".join(loops)


def _fill_astdb(folder: Path) -> None:
    """Before Asterisk has it open; as main/db.c makes it."""
    with closing(sqlite3.connect(folder / "astdb.sqlite3")) as database, database:
        database.execute(
            "CREATE TABLE astdb (key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))"
        )
        database.executemany(
            "INSERT INTO astdb VALUES (?, ?)",
            ((f"/bench/{number}", name) for number, _, name in _rows(_MANY)),
        )


def _round(asterisk: RealAsterisk, phone: Phone, name: str) -> float:
    """Processor time of one round, in microseconds a look-up."""
    before = asterisk.cpu_seconds()
    phone.dial(_CODES[name])
    phone.answered()
    phone.hung_up()
    return (asterisk.cpu_seconds() - before) / _LOOKUPS * 1e6
