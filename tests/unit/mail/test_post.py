"""One letter to a real server on this machine that takes it, refuses it, or is another one."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.core.mail import Mail, MailSecurity
from appliance.core.people import Email, Language
from appliance.core.trunks import Password
from appliance.core.web_address import Ip
from appliance.mail.letters import Desk
from appliance.mail.post import NotTaken, Post
from appliance.spoken import sentences
from tests.fakes.certificate import certified_as
from tests.fakes.smtp import PASSWORD, USER, MailServer, serving

NAME = "mail.example.com"
ANNA = Email("anna@example.com")
BOX = Email(USER)
LETTER = Desk("lineman", BOX, datetime(2026, 12, 1, 9, 30, tzinfo=UTC), Language.RU).test(ANNA)


async def here(_host: str, _port: int) -> tuple[Ip, ...]:
    return (ip_address("127.0.0.1"),)


def anywhere(_ip: Ip) -> None:
    """This machine stands for another one."""


POST = Post("lineman", resolve=here, check=anywhere, within=5.0, to_connect=1.0)


def settings(port: int, security: MailSecurity = MailSecurity.NONE) -> Mail:
    return Mail(server=NAME, port=port, security=security, sender=BOX)


def logging_in(port: int, security: MailSecurity, authority: Path, word: str = PASSWORD) -> Mail:
    return replace(
        settings(port, security),
        user=USER,
        password=Password(word),
        authority=authority.read_text(),
    )


def context(papers: tuple[Path, Path]) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(papers[1], papers[0])
    return made


async def refused(mail: Mail, kind: type[Fault] = Fault) -> str:
    with pytest.raises(kind) as fault:
        await POST(mail, LETTER.to, LETTER.content)
    assert sentences.said(fault.value.text, "ru") != fault.value.text
    return fault.value.text


async def test_what_arrives_is_what_was_written() -> None:
    async with serving(MailServer()) as server:
        said = await POST(settings(server.port), LETTER.to, LETTER.content)
    assert "Ok: queued as 4711" in said
    (got,) = server.got
    assert (got.sender, got.to, got.user) == (USER, ["anna@example.com"], "")
    assert got.letter["subject"] == "Проверка почты: lineman"
    assert got.letter["auto-submitted"] == "auto-generated"
    assert got.letter["message-id"].endswith("@example.com>")
    assert "Почта настроена верно" in got.text
    assert got.content.isascii()


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
async def test_with_tls_the_account_logs_in(security: MailSecurity, tmp_path: Path) -> None:
    papers = certified_as(tmp_path, NAME)
    tls = context(papers)
    server = MailServer(implicit=tls) if security is MailSecurity.TLS else MailServer(starttls=tls)
    async with serving(server):
        await POST(logging_in(server.port, security, papers[1]), LETTER.to, LETTER.content)
        wrong = await refused(logging_in(server.port, security, papers[1], "Wrong-9"))
    (got,) = server.got
    assert (got.user, got.encrypted) == (USER, True)
    assert "does not take account or password: 535" in wrong
    assert "Wrong-9" not in wrong


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
@pytest.mark.parametrize("named", ["other.example.com", NAME])
async def test_a_certificate_that_proves_nothing_gets_no_password(
    named: str, security: MailSecurity, tmp_path: Path
) -> None:
    papers = certified_as(tmp_path, named)
    tls = context(papers)
    server = MailServer(implicit=tls) if security is MailSecurity.TLS else MailServer(starttls=tls)
    known = papers[1] if named != NAME else certified_as(tmp_path, "another.example.com")[1]
    async with serving(server):
        why = await refused(logging_in(server.port, security, known))
    assert f"The certificate of {NAME} is not trusted" in why
    assert server.got == []


async def test_who_is_to_speak_tls_and_does_not_is_told_nothing() -> None:
    async with serving(MailServer()) as server:
        assert "does not speak TLS" in await refused(settings(server.port, MailSecurity.TLS))
        why = await refused(settings(server.port, MailSecurity.STARTTLS))
    assert "is not understood" in why
    assert server.got == []


@pytest.mark.parametrize(
    ("word", "answer", "kind", "said"),
    [
        ("HELLO", "554 5.7.1 you are on a list", Fault, "takes no mail now: 554"),
        ("MAIL", "550 5.7.1 not yours", Fault, f"the sender {USER}: 550"),
        ("RCPT", "550 5.1.1 no such user", NotTaken, "does not take the letter: 550 5.1.1"),
        ("RCPT", "451 4.7.1 greylisted", Fault, "does not take the letter now: 451"),
        ("END", "554 5.6.0 looks bad", NotTaken, "does not take the letter: 554"),
        ("END", "452 4.3.1 full", Fault, "does not take the letter now: 452"),
    ],
)
async def test_what_the_server_refuses_it_says(
    word: str, answer: str, kind: type[Fault], said: str
) -> None:
    async with serving(MailServer(answers={word: answer})) as server:
        with pytest.raises(Fault) as fault:
            await POST(settings(server.port), LETTER.to, LETTER.content)
    assert type(fault.value) is kind
    assert said in fault.value.text


async def test_nobody_there_and_nobody_who_answers() -> None:
    async with serving(MailServer()) as server:
        pass
    assert f"nobody answers at port {server.port}" in await refused(settings(server.port))
    async with serving(MailServer(silent=True)) as server:
        with pytest.raises(Fault, match="does not answer in time"):
            await replace(POST, within=0.3)(settings(server.port), LETTER.to, LETTER.content)
    with pytest.raises(Fault, match=r"the name nobody\.invalid is not known"):
        await Post("lineman")(replace(settings(25), server="nobody.invalid"), "a@b.ru", b"")


async def test_a_name_that_stands_for_the_box_gets_nothing() -> None:
    async with serving(MailServer()) as server:
        with pytest.raises(Fault, match="this address is the box itself"):
            await Post("lineman", resolve=here)(settings(server.port), "a@b.ru", b"")
    assert server.got == []
