"""Whoever is to be rung first is, from the moment on that a queue rings its members in order."""

import re
from dataclasses import replace
from pathlib import Path

from appliance.apply.plan import plan
from appliance.compiler.compile import compile_config
from appliance.core.call_handling import Queue, QueueStrategy
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.text import DisplayName
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.machines.offices import after, number, sip

_ORDERS = (("306", "301", "305", "302", "304", "303"), ("302", "306", "304", "301", "303", "305"))


def _office(order: tuple[str, ...], strategy: QueueStrategy) -> Config:
    queue = Queue(Key("line"), DisplayName("Line"), None, tuple(map(number, order)))
    telephones = (sip(digits, digits) for digits in sorted(order))
    return after(*telephones, Put(replace(queue, strategy=strategy)))


def _members(asterisk: RealAsterisk) -> tuple[str, ...]:
    return tuple(re.findall(r"Local/(\d+)@", asterisk.console("queue show")))


def test_members_stand_in_order_without_a_restart(root: Path, tmp_path: Path) -> None:
    now = compile_config(_office(_ORDERS[0], QueueStrategy.ALL))
    with RealAsterisk(root, tmp_path, now) as asterisk:
        for order in _ORDERS:
            before, now = now, compile_config(_office(order, QueueStrategy.LINEAR))
            asterisk.write(now)
            for verb in plan(before, now).verbs:
                asterisk.console(verb.text)
            assert _members(asterisk) == order
        assert "\n".join(asterisk.complaints()) == ""
