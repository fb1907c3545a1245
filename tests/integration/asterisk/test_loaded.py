"""What the real Asterisk made of a compiled configuration: all of it, and nothing else."""

import re
from pathlib import Path

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.steps import APPLICATIONS, FUNCTIONS
from appliance.core.config import Config
from appliance.core.people import SipPhone
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.shown import dialplan
from tests.integration.asterisk.tolerated import HURRIED, untolerated
from tests.machines.known import OFFICES


def _wanted(config: Config) -> dict[str, dict[str, list[str]]]:
    return {
        context.name: {exten.pattern: list(map(str, exten.steps)) for exten in context.extens}
        for context in contexts(config)
    }


def _accounts(config: Config) -> list[str]:
    devices = [device for ext in config.extensions for device in ext.devices]
    return [device.account.text for device in devices if isinstance(device, SipPhone)]


@pytest.mark.parametrize("name", OFFICES)
def test_an_office_loads_as_it_was_compiled(name: str, root: Path, tmp_path: Path) -> None:
    config = OFFICES[name]()
    with RealAsterisk(root, tmp_path, compile_config(config)) as asterisk:
        shown = dialplan(asterisk.console("dialplan show"))
        endpoints = asterisk.console("pjsip show endpoints")
        complaints = untolerated(asterisk.complaints(), HURRIED)
    assert {k: v for k, v in shown.items() if k in _wanted(config)} == _wanted(config)
    assert all(f" {account}/" in endpoints for account in _accounts(config))
    assert "\n".join(complaints) == ""


def test_asterisk_knows_every_application_and_function_of_ours(root: Path, tmp_path: Path) -> None:
    with RealAsterisk(root, tmp_path, compile_config(Config())) as asterisk:
        applications = re.findall(r"^ +(\w+):", asterisk.console("core show applications"), re.M)
        functions = re.findall(r"^(\w+) ", asterisk.console("core show functions"), re.M)
    assert {name.lower() for name in applications} >= {name.lower() for name in APPLICATIONS}
    assert set(functions) >= FUNCTIONS
