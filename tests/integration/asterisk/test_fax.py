"""Faxes over a SIP line into the real Asterisk: each arrives by mail with all its pages."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.asterisk.exchange import ManagerExchange
from appliance.asterisk.faxes import Faxes
from appliance.bus import Bus
from appliance.core.calls import NO_FAX, Call, Result
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directory import directory_of
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.mail import Mail, MailSecurity
from appliance.core.numbers import Did
from appliance.core.people import Email, Language
from appliance.core.targets import ToExtension, ToFax
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute, TrunkGroup
from appliance.core.web_address import Ip
from appliance.core.why import why
from appliance.daemon.mailing import desk_of
from appliance.health.board import Board
from appliance.mail.faxes import FaxByMail
from appliance.mail.kept import Letters
from appliance.mail.pdf import pdf_of
from appliance.mail.post import Post
from appliance.mail.sending import Sending
from tests.fakes.begun import begun
from tests.fakes.smtp import Got, MailServer, serving
from tests.fakes.tiff import long_page, page_count, pages
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.supervising import told
from tests.machines.offices import after, number, sip

OURS, SHARED, THEIRS = "74951234500", "74951234502", "79161234567"
READER = Email("office@example.com")
FAX = FaxNumber(Key("main"), DisplayName("Office"), number("460"), (READER,))
SENT = "var/spool/asterisk/sent.tif"
_METRES = 25_000  # rows, of which a fine page has 77 in a centimetre
# What is sent once more, and what is not received to its end.
KNOWN = ("in spandsp_log", "longer than any paper")

# A line to ourselves, over sound or T.38, and whoever sends once it is answered.
_SENDS = f"""
[from-internal-custom]
exten => 7999,1,SendFAX(/{SENT})
same => n,Hangup()
"""
_LINE = """
[{name}]
type = endpoint
aors = {name}
context = from-pstn
disallow = all
allow = alaw
direct_media = no
trust_id_inbound = yes
from_user = {theirs}
from_domain = {name}
t38_udptl = {t38}
t38_udptl_ec = redundancy
set_var = TRUNK=1
[{name}]
type = aor
contact = sip:127.0.0.1
[{name}]
type = identify
endpoint = {name}
match_header = From: /@{name}/
"""


def _config() -> Config:
    made = after(
        sip("301", "Telephone"),
        Put(TrunkGroup(1, DisplayName("Carrier"))),  # its line is the expert's own
        Put(FAX),
        Put(DidRoute(Did(OURS), ToFax(FAX.key))),
        Put(DidRoute(Did(SHARED), ToExtension(number("301")))),
    )
    mail = Mail("mail.example.com", 25, MailSecurity.NONE, sender=Email("box@example.com"))
    return replace(made, mail=mail, inbound=replace(made.inbound, faxes=FAX.key))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("fax"), _config(), *KNOWN, lines=_SENDS) as office:
        lines = (("sound", "no"), ("t38", "yes"))
        for each in lines:
            text = _LINE.format(name=each[0], theirs=THEIRS, t38=each[1])
            own = office.asterisk.folder / "var/lib/lineman/custom/pjsip_custom.conf"
            own.write_text(own.read_text() + text)
        office.asterisk.console("module reload res_pjsip.so")
        wait_for(lambda: "t38" in office.asterisk.console("pjsip show endpoint t38"), 15)
        yield office


async def _here(_host: str, _port: int) -> tuple[Ip, ...]:
    return (ip_address("127.0.0.1"),)


def _folder(office: Office) -> Path:
    return office.asterisk.folder / "var/spool/asterisk/fax"


def _mailed(office: Office) -> list[Got]:
    """What the mail server gets of all that has come by fax."""

    async def look(exchange: ManagerExchange) -> list[Got]:
        async with serving(MailServer(log_in=False)) as server:
            mail = replace(office.config.mail, port=server.port)
            letters = Letters(office.folder / f"mail-{time.time_ns()}.db")
            post = Post("lineman", resolve=_here, check=lambda _: None)
            sends = Sending(letters, lambda: mail, post, time.time, lambda _: None)
            watching = FaxByMail(
                Faxes(_folder(office)),
                lambda: office.config,
                lambda: directory_of(office.config),
                lambda: ZoneInfo("Europe/Moscow"),
                lambda: desk_of("lineman", office.config, Language.EN),
                Board(Bus()),
                letters,
                sends.put,
                exchange.channels,
                lambda fax: pdf_of(fax.file),
                time.time,
            )
            await watching.look()
            async with begun(sends.begin), asyncio.timeout(60):
                while await letters(lambda queue: queue.waiting()):
                    await asyncio.sleep(0.05)
            letters.close()
            return server.got

    return told(office, look)


def _call(office: Office, line: str, called: str = OURS) -> None:
    """By a file of Asterisk's spool, which is whole when it comes there."""
    made = office.asterisk.folder / "var/spool/asterisk/call"
    where = ("Context: from-internal-custom", "Extension: 7999", "Priority: 1")
    made.write_text("\n".join((f"Channel: PJSIP/{called}@{line}", *where, "")))
    made.rename(made.parent / "outgoing/call")


def _send(office: Office, line: str, content: bytes) -> Call:
    (office.asterisk.folder / SENT).write_bytes(content)
    _call(office, line)
    wait_for(lambda: any(_folder(office).iterdir()), 60)
    assert _mailed(office) == [], "while it comes it goes nowhere"
    ended = "0 active channels"
    wait_for(lambda: ended in office.asterisk.console("core show channels"), 240)
    calls = office.calls(2)  # of the line's two ends
    return next(each for each in calls if each.dialled == OURS)


def _gone(office: Office, over: str) -> int:
    """How many ends of faxes said that they went over it."""
    stats = office.asterisk.console("fax show stats")
    found = re.search(r"Success *: ([0-9]+)", stats.partition(f"Spandsp {over}")[2])
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize(("line", "over"), [("sound", "G.711"), ("t38", "T.38")])
def test_its_pages_arrive_by_mail(office: Office, line: str, over: str) -> None:
    before = _gone(office, over)
    call = _send(office, line, pages(3))
    assert _gone(office, over) == before + 2
    (received,) = _folder(office).glob("*.tif")
    assert received.stat().st_mode & 0o040, "the supervisor is of the group alone"
    (got,) = _mailed(office)
    assert got.to == [str(READER)]
    assert got.letter["subject"] == f"Fax: {THEIRS}, 3 pages"
    (part,) = got.letter.iter_attachments()
    content = part.get_content()
    assert len(re.findall(rb"/Type /Page\b", content)) == 3
    (kept,) = _folder(office).iterdir()
    assert kept.name.endswith("_3.pdf")
    assert kept.read_bytes() == content
    kept.unlink()
    assert (call.result, call.caller, call.dialled) == (Result.ANSWERED, THEIRS, OURS)
    assert why(call, office.events(call)).said(Language.EN) == "3 pages came by fax main."


def test_paper_of_metres_arrives_and_a_page_without_an_end_does_not(office: Office) -> None:
    """Its picture stands in memory until its sender says that it ends."""
    _send(office, "sound", long_page(_METRES))
    (got,) = _mailed(office)
    assert got.letter["subject"] == f"Fax: {THEIRS}, 1 page"
    for kept in _folder(office).iterdir():
        kept.unlink()
    call = _send(office, "sound", long_page(4 * _METRES))
    assert _mailed(office) == []
    assert list(_folder(office).iterdir()) == []
    assert why(call, office.events(call)).said(Language.EN) == (
        "Fax main took the call, but no page came."
    )


def test_one_that_breaks_off_is_said_to_have(office: Office) -> None:
    """The line goes after the first page."""
    (office.asterisk.folder / SENT).write_bytes(pages(3))
    _call(office, "t38")

    def one_came() -> bool:
        return any(page_count(file.read_bytes()) for file in _folder(office).glob("*.tif"))

    wait_for(one_came, 240)
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 60)
    (got,) = _mailed(office)
    assert got.letter["subject"] == f"Fax: {THEIRS}, 1 page, broken off"
    assert "pages may be missing" in got.text
    for kept in _folder(office).iterdir():
        kept.unlink()
    call = next(each for each in office.calls(2) if each.dialled == OURS)
    assert why(call, office.events(call)).said(Language.EN) == (
        "1 page came by fax main, and then it broke off."
    )


def test_without_room_it_is_busy(office: Office) -> None:
    """Nobody is told that pages came which nothing could keep."""
    full = _folder(office) / NO_FAX
    full.touch()
    phone = office.phone("301")
    phone.dial("460")
    phone.refused()
    call = office.call()
    full.unlink()
    assert call.result is Result.BUSY
    assert why(call, office.events(call)).said(Language.EN) == (
        "Fax main is busy: there is hardly any room for documents."
    )


@pytest.mark.parametrize("line", ["sound", "t38"])
def test_a_call_that_somebody_answered_turns_out_to_be_a_fax(office: Office, line: str) -> None:
    """He hears the other machine, and is let go."""
    (office.asterisk.folder / SENT).write_bytes(pages(1))
    phone = office.phone("301")
    _call(office, line, SHARED)
    phone.ringing()
    phone.answer()
    phone.hung_up()
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 240)
    (got,) = _mailed(office)
    assert got.letter["subject"] == f"Fax: {THEIRS}, 1 page"
    for kept in _folder(office).iterdir():
        kept.unlink()
    call = next(each for each in office.calls(2) if each.dialled == SHARED)
    assert why(call, office.events(call)).said(Language.EN) == "1 page came by fax main."


def test_who_is_no_fax_machine_leaves_nothing(office: Office) -> None:
    """Somebody who talks: nothing is received, and nothing goes anywhere."""
    phone = office.phone("301")
    phone.dial("460")
    phone.answered()
    time.sleep(3)
    phone.hang_up()
    call = office.call()
    assert list(_folder(office).iterdir()) == []
    assert why(call, office.events(call)).said(Language.EN) == (
        "Fax main took the call, but no page came."
    )
