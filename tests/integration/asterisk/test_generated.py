"""Configurations with the nastiest words, loaded in turn by one running Asterisk."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.shown import accounts, accounts_of, dialplan
from tests.integration.asterisk.tolerated import untolerated
from tests.property.strategies import configs

_CASES = int(os.environ.get("LINEMAN_CASES", "15"))


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
    assert accounts(asterisk.console("pjsip show endpoints")) == accounts_of(config)
    complaints = [line for line in asterisk.complaints() if line in asterisk.said[seen:]]
    assert "\n".join(untolerated(complaints)) == ""
