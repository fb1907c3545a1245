"""The real Asterisk matches and orders patterns as `core/pattern.py` says it does."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.compiler.asterisk.extensions_conf import CUSTOM, contexts
from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.numbers import AreaCode
from appliance.core.pattern import Match, exten_match, order
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.machines.offices import after, sip

NASTY = """
201 2 20 X01 long-distance _X. _X! _. _! _Z. _NXX _ZXX _XXX _[2-4]XX _[13-5]X _[531]X _[0-9]X _XX
_2XX _20X _2[01]X _2[0-1]X _2[10]. _2! _2. _201 _*4X _*. _#1X. _+7X _+ZXX _x1 _z1 _n1 _[24-79]!
_2-0-N
"""
DIALLED = """
0 1 2 5 9 20 21 35 53 201 202 204 210 219 300 501 999 2011 20155 *4 *43 *99 #11 +7 +71 +123 X01 a
2-01
"""
PROBE = """
[dial-by-keys]
exten => s,1,Answer()
same => n,WaitExten(10)
include => ours
include => outbound-directions
[from-internal-custom]
exten => _*99X.,1,Dial(Local/s@dial-by-keys,20,D(${EXTEN:3}))
[ours]
exten => 201,1,Hangup()
"""
NAME = re.compile(r"^  '([^']+)' =>", re.MULTILINE)


def _shown(text: str) -> list[str]:
    """Names of a context, as `dialplan show` lists them."""
    return list(dict.fromkeys(NAME.findall(text)))


@pytest.fixture(scope="module")
def config() -> Config:
    """An office in New York, where a city number can begin like an extension."""
    return replace(after(sip("201", "Room")), country=CountryCode.US, area=AreaCode("212"))


@pytest.fixture(scope="module")
def asterisk(
    root: Path, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealAsterisk]:
    """With the nastiest patterns in a context of an expert's own."""
    made = RealAsterisk(root, tmp_path_factory.mktemp("asterisk"), compile_config(config))
    lines = "".join(f"exten => {pattern},1,NoOp()\n" for pattern in NASTY.split())
    made.custom(CUSTOM, f"[nasty]\n{lines}{PROBE}")
    with made:
        yield made


def test_patterns_are_ordered_and_fit_as_in_asterisk(asterisk: RealAsterisk) -> None:
    listed = _shown(asterisk.console("dialplan show nasty"))
    assert listed == sorted(listed, key=order)
    assert len(listed) == len({order(pattern) for pattern in NASTY.split()})
    for dialled in DIALLED.split():
        fitting = _shown(asterisk.console(f"dialplan show {dialled}@nasty"))
        expected = [each for each in listed if exten_match(each, dialled) is not Match.NO]
        assert fitting == expected, dialled


def test_a_plan_s_patterns_are_ordered_as_in_asterisk(
    asterisk: RealAsterisk, config: Config
) -> None:
    (world,) = [each for each in contexts(config) if each.name == "outbound-world"]
    listed = _shown(asterisk.console("dialplan show outbound-world"))
    assert listed == sorted((exten.pattern for exten in world.extens), key=order)


def test_a_number_of_ours_rings_before_a_longer_one_is_dialled(
    asterisk: RealAsterisk, config: Config
) -> None:
    """2015555 is a number of the city; sent digit by digit it is our 201 after its third."""
    assert _shown(asterisk.console("dialplan show 2015555@outbound-dialled"))
    office = Office(asterisk, config, asterisk.folder)
    office.phone("201").dial("*992015555")
    reached = r'"HANGUP",.*;2","[^"]*","[^"]*","(\d+)","dial-by-keys"'
    wait_for(lambda: re.search(reached, asterisk.spool.read_text()) is not None, 20)
    assert re.findall(reached, asterisk.spool.read_text()) == ["201"]
    office.close()
