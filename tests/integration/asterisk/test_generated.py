"""Configurations with the nastiest words, loaded in turn by one running Asterisk."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from appliance.core.people import SipPhone
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.shown import dialplan
from tests.property.strategies import configs

_CASES = int(os.environ.get("LINEMAN_CASES", "15"))
_CARDS = ("dahdi", "DAHDI")  # none is here


@pytest.fixture(scope="module")
def asterisk(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAsterisk]:
    folder = tmp_path_factory.mktemp("generated")
    with RealAsterisk(root, folder, compile_config(Config())) as running:
        yield running


@settings(
    max_examples=_CASES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(config=configs)
def test_asterisk_makes_of_it_what_was_compiled(asterisk: RealAsterisk, config: Config) -> None:
    seen = len(asterisk.said)
    asterisk.write(compile_config(config))
    for line in (
        "dialplan reload",
        "module reload res_pjsip.so",
        "module reload res_musiconhold.so",
    ):
        asterisk.console(line)
    shown = dialplan(asterisk.console("dialplan show"))
    ours = {
        context.name: {exten.pattern: list(map(str, exten.steps)) for exten in context.extens}
        for context in contexts(config)
    }
    assert {name: shown.get(name, {}) for name in ours} == ours
    assert shown.keys() <= ours.keys()
    assert _accounts(asterisk) == {
        device.account.text
        for ext in config.extensions
        for device in ext.devices
        if isinstance(device, SipPhone)
    }
    complaints = [line for line in asterisk.complaints(*_CARDS) if line in asterisk.said[seen:]]
    assert "\n".join(complaints) == ""


def _accounts(asterisk: RealAsterisk) -> set[str]:
    lines = asterisk.console("pjsip show endpoints").splitlines()
    words = [line.split() for line in lines]
    named = [w[1].split("/")[0] for w in words if len(w) > 1 and w[0] == "Endpoint:"]
    return {name for name in named if not name.startswith("<")}
