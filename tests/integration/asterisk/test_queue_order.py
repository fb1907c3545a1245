"""Whoever serves a queue is rung from the moment of the change on, and in the order it says."""

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from appliance.apply.impact import Target
from appliance.apply.plan import plan
from appliance.compiler.compile import compile_config
from appliance.core.call_handling import Queue, QueueStrategy
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.text import DisplayName
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip

_LINE = Put(Queue(Key("line"), DisplayName("Line"), None, (number("301"),)))
_ORDERS = (("306", "301", "305", "302", "304", "303"), ("302", "306", "304", "301", "303", "305"))


def _office(order: tuple[str, ...], strategy: QueueStrategy) -> Config:
    queue = Queue(Key("line"), DisplayName("Line"), None, tuple(map(number, order)))
    telephones = (sip(digits, digits) for digits in sorted(order))
    return after(*telephones, Put(replace(queue, strategy=strategy)))


def _applied(asterisk: RealAsterisk, before: Config, config: Config) -> None:
    """As an apply does it."""
    files = compile_config(config)
    asterisk.write(files)
    for verb in plan(compile_config(before), files).verbs:
        if verb.target is Target.CONSOLE:  # an Asterisk alone has nothing else
            asterisk.console(verb.text)


def _members(asterisk: RealAsterisk) -> tuple[str, ...]:
    return tuple(re.findall(r"Local/(\d+)@", asterisk.console("queue show")))


def test_members_stand_in_order_without_a_restart(root: Path, tmp_path: Path) -> None:
    now = _office(_ORDERS[0], QueueStrategy.ALL)
    with RealAsterisk(root, tmp_path, compile_config(now)) as asterisk:
        for order in _ORDERS:
            before, now = now, _office(order, QueueStrategy.LINEAR)
            _applied(asterisk, before, now)
            assert _members(asterisk) == order
        assert "\n".join(asterisk.complaints()) == ""


def _is(asterisk: RealAsterisk, state: str) -> bool:
    """Whether the queue takes its one member for that."""
    return f"({state})" in re.sub(r"\x1b\[[0-9;]*m", "", asterisk.console("queue show line"))


def _comes(asterisk: RealAsterisk, before: Config, config: Config) -> None:
    """301's telephone is made known, logs in, and the queue takes it for free.

    It is asked whether it is there, and answers.
    """
    _applied(asterisk, before, config)
    wait_for(lambda: "301/301" in asterisk.console("pjsip show endpoints"), 5)
    wait_for(lambda: _is(asterisk, "Unavailable"), 5)
    with closing(Phone(asterisk.socket, "301", sip("301", "Anna").secret.text)) as phone:
        phone.register()
        wait_for(lambda: phone.undisturbed() and _is(asterisk, "Not in use"), 10)


def test_who_comes_with_his_queue_is_a_member_that_is_known(root: Path, tmp_path: Path) -> None:
    """His telephone's state is the queue's, as it is when both were there at the start."""
    nobody, one = after(), after(sip("301", "Anna"), _LINE)
    with RealAsterisk(root, tmp_path, compile_config(nobody)) as asterisk:
        _comes(asterisk, nobody, one)
        assert "\n".join(asterisk.complaints()) == ""


def test_who_gets_his_telephone_later_is_rung_then(root: Path, tmp_path: Path) -> None:
    one = after(sip("301", "Anna"), _LINE)
    (anna,) = one.extensions
    without = replace(one, extensions=(replace(anna, devices=()),))
    with RealAsterisk(root, tmp_path, compile_config(without)) as asterisk:
        _comes(asterisk, without, one)
