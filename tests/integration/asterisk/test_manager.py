"""The supervisor's own client of the manager interface, with the real Asterisk."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from appliance.asterisk.exchange import ManagerExchange
from appliance.core.calls import CHECK_CONTEXT
from appliance.core.cel import CelRow, read_line
from appliance.core.errors import Fault
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import SECRET, wait_for
from tests.integration.asterisk.supervising import told, until


async def _none_left(exchange: ManagerExchange) -> None:
    """A channel that was hung up ends by itself, a moment later."""
    async with asyncio.timeout(15):
        while await exchange.channels():
            await asyncio.sleep(0.05)


def _called_itself(office: Office, begin: int) -> bool:
    """Whether what was written since tells of such a call from its beginning to its end."""
    lines = office.asterisk.spool.read_bytes()[begin:].decode().splitlines()
    rows = [row for row in map(read_line, lines) if isinstance(row, CelRow)]
    began = {row.linked for row in rows if row.context == CHECK_CONTEXT and row.event == "ANSWER"}
    return bool(began) and began <= {row.linked for row in rows if row.event == "LINKEDID_END"}


def test_it_answers_and_calls_itself(office: Office) -> None:
    async def look(exchange: ManagerExchange) -> None:
        assert "'301'" in await exchange.console("dialplan show ext-local")
        assert await exchange.channels() == ()
        await exchange.loop_call()

    before = office.asterisk.spool.stat().st_size
    told(office, look)
    wait_for(lambda: _called_itself(office, before), 15)
    assert office.take() == [], "all of it is told, and it is no history"
    assert list((office.asterisk.folder / "var/spool/asterisk/check").iterdir()) == []


@contextmanager
def _far_side(office: Office, does: str) -> Iterator[None]:
    """What answers a call of the exchange to itself does this instead of giving sound back."""
    office.asterisk.console("dialplan remove extension loop@lineman-check")
    for number, step in enumerate((does, "Wait(30)"), 1):
        office.asterisk.console(
            f"dialplan add extension loop,{number},{step} into lineman-check replace"
        )
    try:
        yield
    finally:
        office.asterisk.console("dialplan reload")


@pytest.mark.parametrize("does", ["Answer", "Milliwatt(o)", "Ringing"])
def test_a_call_to_itself_without_its_sound_is_a_fault(office: Office, does: str) -> None:
    said = "not answered" if does == "Ringing" else "no sound comes back"

    async def look(exchange: ManagerExchange) -> None:
        with pytest.raises(Fault, match=said):
            await exchange.loop_call()
        await _none_left(exchange)

    with _far_side(office, does):
        told(office, look)
    office.take()


def test_channels_are_those_of_the_call_that_is_up(office: Office) -> None:
    one, two = office.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.answer()
    one.answered()

    async def look(exchange: ManagerExchange) -> None:
        seen = {channel.number: channel for channel in await exchange.channels()}
        assert {number: channel.caller_name for number, channel in seen.items()} == {
            "301": "Юлия Объедкова",
            "302": "John Smith",
        }
        assert all(channel.up for channel in seen.values())
        assert seen["301"].bridge == seen["302"].bridge != ""

    told(office, look)
    one.hang_up()
    two.hung_up()
    office.call()


@pytest.mark.parametrize("line", ["core show uptime\r\nAction: Logoff", "core show uptime\n\nx"])
def test_no_line_becomes_two(office: Office, line: str) -> None:
    async def look(exchange: ManagerExchange) -> None:
        with pytest.raises((Fault, ValueError)):
            await exchange.console(line)
        assert exchange.up

    told(office, look)


def test_it_comes_back_after_a_kill(office: Office) -> None:
    async def look(exchange: ManagerExchange) -> None:
        office.asterisk.kill(signal.SIGKILL)
        await until(exchange, up=False)
        with pytest.raises(Fault):
            await exchange.console("core show uptime")

    told(office, look)
    office.put_away()  # their registrations ended with it, and their network
    office.asterisk.start()
    said = told(office, lambda exchange: exchange.console("core show uptime"))
    assert "uptime" in said.lower()


def test_steps_and_variables_of_a_call_are_not_told(office: Office) -> None:
    """A call has hundreds of them, and nobody here asks."""
    login = f"Action: Login\r\nUsername: lineman\r\nSecret: {SECRET}\r\n\r\n"
    with office.asterisk.network(), socket.create_connection(("127.0.0.1", 5038), 15) as manager:
        manager.sendall(login.encode())
        lines = manager.makefile(newline="\r\n", encoding="utf-8")
        next(line for line in lines if "Authentication accepted" in line)
        one, two = office.phones("301", "302")
        one.dial("302")
        two.ringing()
        one.cancel()
        two.hung_up()
        heard: list[str] = []
        while heard.count("Event: Hangup") < 2:
            heard.append(next(lines).strip())
        lines.close()
    assert {"Event: Newchannel", "Event: Hangup"} <= set(heard)
    assert not {"Event: Newexten", "Event: VarSet"} & set(heard)
    office.call()
