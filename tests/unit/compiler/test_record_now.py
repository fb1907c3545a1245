"""A talk recorded at a key: who may, what the keys do, and where nobody may."""

from dataclasses import replace

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan import people_table
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.roles import EVERY_FUNCTION, Function, FunctionDiffers, Rights
from tests.machines.offices import after, sip
from tests.machines.parts import person, role

_RECORDS = FunctionDiffers(Function.RECORD, allowed=True)


def _office(*differences: FunctionDiffers) -> Config:
    return after(sip("301", "x"), sip("302", "y"), person("301", "Anna", *differences))


def _keys(config: Config) -> str:
    text = compile_config(config)["asterisk/features.conf"]
    (line,) = (each for each in text.splitlines() if each.startswith("record-now"))
    return line.partition(" = ")[2].partition(",")[0]


def _may(config: Config) -> dict[str, str]:
    at = people_table.COLUMNS.index("record")
    return {row[0]: row[at] for row in people_table.render(config).rows}


def test_nobody_records_until_somebody_may() -> None:
    assert Function.RECORD not in Rights().functions
    assert _keys(_office()) == "nobody"
    assert _may(_office()) == {"301": "", "302": ""}


def test_whose_right_it_is_may() -> None:
    assert _keys(_office(_RECORDS)) == "*1"
    assert _may(_office(_RECORDS)) == {"301": "YES", "302": ""}
    everybody = after(sip("301", "x"), role("staff", "Staff", Rights(functions=EVERY_FUNCTION)))
    assert _may(everybody) == {"301": "YES"}


@pytest.mark.parametrize(("code", "keys"), [("*9", "*9"), ("", "nobody")])
def test_the_keys_are_the_owners_choice(code: str, keys: str) -> None:
    config = replace(_office(_RECORDS), codes=(FeatureCode(Feature.RECORD_NOW, code),))
    assert _keys(config) == keys


def test_a_right_that_comes_or_goes_changes_no_telephone() -> None:
    without, with_it = compile_config(_office()), compile_config(_office(_RECORDS))
    assert without["asterisk/pjsip.conf"] == with_it["asterisk/pjsip.conf"]
    assert "set_var = DYNAMIC_FEATURES=record-now" in with_it["asterisk/pjsip.conf"]


def test_what_may_be_dialled_does_not_speak_of_it() -> None:
    without, with_it = compile_config(_office()), compile_config(_office(_RECORDS))
    assert without["asterisk/extensions.conf"] == with_it["asterisk/extensions.conf"]
