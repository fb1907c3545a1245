"""Who tells the numbers over SNMP is known by his uid, and is told nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.wire import protocol
from appliance.wire.admission import SNMP_AGENT, Admission
from appliance.wire.errors import NotAllowed
from appliance.wire.monitoring import GetMetrics

_AGENT, _OTHER = 907, 908
_ASKED = (
    protocol.GetStatus(),
    protocol.LogIn("anna", "a long enough secret"),
    protocol.GetSetupCode(),
    protocol.Hello(),
)


@pytest.fixture
def admission(tmp_path: Path) -> Admission:
    return Admission(tmp_path, frozenset({0, _AGENT}), lambda: 1000.0, agent=_AGENT)


def test_he_is_told_the_numbers(admission: Admission) -> None:
    assert admission.judge(protocol.Ask(GetMetrics()), _AGENT).api_key == SNMP_AGENT
    assert admission.judge(protocol.Ask(GetMetrics()), _OTHER).api_key == ""


@pytest.mark.parametrize("asked", _ASKED, ids=lambda asked: type(asked).__name__)
def test_he_may_ask_nothing_else_whatever_he_brings(
    admission: Admission, asked: protocol.AnyRequest
) -> None:
    for console in (False, True):
        with pytest.raises(NotAllowed):
            admission.judge(protocol.Ask(asked, console=console), _AGENT)
