"""A table that changes, is missing or is broken, while people call."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.tables import SUFFIX
from appliance.core.commands import edit
from tests.integration.asterisk.office import Office, prepare
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.machines.offices import after, named, sip

STAFF = after(*(sip(number, f"Somebody {number}") for number in ("301", "302", "303")))
OTHER = edit(STAFF, named("301", "Юлия"))
RELOAD = "module reload res_config_sqlite3.so"
# *99 asks for a row again and again, and ends when one was not there.
_ASKING = """
[from-internal-custom]
exten => *99,1,Answer()
same => n(again),Set(name=${REALTIME_FIELD(people,number,301,name)})
same => n,GotoIf($["${name}"=""]?lost)
same => n,Wait(0.002)
same => n,Goto(again)
same => n(lost),Hangup()
"""


@pytest.fixture
def asterisk(root: Path, tmp_path: Path) -> RealAsterisk:
    """Not started yet."""
    made = RealAsterisk(root, tmp_path, compile_config(STAFF))
    prepare(made)
    made.custom("extensions_custom.conf", _ASKING)
    return made


@pytest.fixture
def office(asterisk: RealAsterisk, tmp_path: Path) -> Iterator[Office]:
    with asterisk, closing(Office(asterisk, STAFF, tmp_path)) as office:
        yield office


def _tables(asterisk: RealAsterisk) -> list[Path]:
    found = list((asterisk.folder / "run/lineman/active/asterisk/tables").glob(f"*{SUFFIX}"))
    assert found
    return found


def _remove(table: Path) -> None:
    table.unlink()


def _cut(table: Path) -> None:
    table.write_bytes(table.read_bytes()[:5000])


def _overwrite(table: Path) -> None:
    table.write_bytes(b"no database at all\n" * 1000)


def _call(office: Office, shown: str) -> None:
    """301 calls 302, who sees `shown` before he answers; they part."""
    one, two = office.phones("301", "302")
    one.dial("302")
    assert two.ringing().header("From").startswith(shown)
    one.rings()
    two.answer()
    one.answered()
    one.hang_up()
    two.hung_up()
    office.call()


def test_rows_are_there_at_every_moment_of_a_change(office: Office) -> None:
    _call(office, '"Somebody 301" <sip:301@')
    three = office.phone("303")
    three.dial("*99")
    three.answered()
    for config in (OTHER, STAFF) * 15:
        office.asterisk.write(compile_config(config))
        office.asterisk.console(RELOAD)
    assert "1 active call" in office.asterisk.console("core show channels count")
    three.hang_up()
    office.call()
    office.asterisk.write(compile_config(OTHER))
    office.asterisk.console(RELOAD)
    _call(office, '"Юлия" <sip:301@')
    assert "\n".join(office.asterisk.complaints()) == ""


@pytest.mark.parametrize("harm", [_remove, _cut, _overwrite])
def test_calls_go_on_when_a_new_table_cannot_be_read(
    office: Office, harm: Callable[[Path], None]
) -> None:
    _call(office, '"Somebody 301" <sip:301@')
    office.asterisk.write(compile_config(OTHER))
    for table in _tables(office.asterisk):
        harm(table)
    office.asterisk.console(RELOAD)
    _call(office, "<sip:301@")
    office.asterisk.write(compile_config(STAFF))
    office.asterisk.console(RELOAD)
    _call(office, '"Somebody 301" <sip:301@')


def test_calls_go_on_when_asterisk_starts_without_its_tables(
    asterisk: RealAsterisk, tmp_path: Path
) -> None:
    for table in _tables(asterisk):
        table.unlink()
    with asterisk, closing(Office(asterisk, STAFF, tmp_path)) as office:
        _call(office, "<sip:301@")
        asterisk.write(compile_config(OTHER))
        asterisk.console(RELOAD)
        _call(office, '"Юлия" <sip:301@')
