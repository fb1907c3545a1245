"""Settings of mail: each value that cannot be names its field and what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.core.canonical import from_plain, to_plain
from appliance.core.commands import Command, SetOffice, edit
from appliance.core.config import Config
from appliance.core.difference import difference
from appliance.core.errors import Invalid
from appliance.core.exchange_file import exported, imported, shown
from appliance.core.mail import Mail, MailSecurity
from appliance.core.office import Office, office_of
from appliance.core.people import Email
from appliance.core.secret import Secret, secret_from
from appliance.core.secrets_of import secrets_of
from appliance.core.trunks import Password
from appliance.daemon.secrets_kept import completed
from tests.fakes.certificate import certified_as

SENDER = Email("box@example.com")
MAIL = Mail(
    server="smtp.example.com",
    port=587,
    security=MailSecurity.STARTTLS,
    user="box@example.com",
    password=Password("Correct-Horse-9"),
    sender=SENDER,
    alarms=(Email("anna@example.com"),),
)
WITH = replace(Config(), mail=MAIL)


def fresh() -> Secret:
    return secret_from(bytes(15))


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"server": ""}, "server", "is missing"),
        ({"server": "", "sender": None, "user": "", "password": None}, "server", "is missing"),
        ({"server": "no server"}, "server", "is neither a name nor an address"),
        ({"server": "192.0.2"}, "server", "is neither a name nor an address"),
        ({"server": "smtp.example.com/x"}, "server", "is neither a name nor an address"),
        ({"server": "127.0.0.1"}, "server", "the box itself"),
        ({"port": 0}, "port", "1"),
        ({"port": 70000}, "port", "65535"),
        ({"sender": None}, "sender", "is missing"),
        ({"password": None}, "password", "is missing"),
        ({"user": ""}, "user", "is missing"),
        ({"user": "two\nlines"}, "user", "cannot be shown"),
        ({"security": MailSecurity.NONE}, "security", "everybody on the way reads the password"),
        ({"authority": "no certificate"}, "authority", ""),
        ({"alarms": (SENDER, SENDER)}, "alarms", "named twice"),
        ({"emergency": (SENDER, SENDER)}, "emergency", "named twice"),
        (
            {"alarms": tuple(Email(f"p{n}@example.com") for n in range(21))},
            "alarms",
            "20",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    changed: dict[str, Any], field: str, why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        replace(MAIL, **changed)
    assert refused.value.field == field
    assert why in refused.value.reason


def test_what_can_be(tmp_path: Path) -> None:
    Mail()
    open_ = replace(MAIL, security=MailSecurity.NONE, user="", password=None, port=25)
    replace(open_, server="192.168.1.5")
    paper = certified_as(tmp_path, "smtp.example.com")[1].read_text()
    assert replace(MAIL, authority=paper).authority
    with pytest.raises(Invalid, match="asked for with TLS alone"):
        replace(open_, authority=paper)


def test_the_password_is_in_no_text_but_where_it_is_asked_for() -> None:
    assert "Correct-Horse-9" not in repr(WITH)
    assert "Correct-Horse-9" in set(secrets_of(WITH))
    text = exported(WITH, secrets=False)
    assert "Correct-Horse-9" not in text
    assert "smtp.example.com" in text
    told = [field for each in difference(Config(), WITH) for field in each.fields]
    assert "mail.server" in {each.field for each in told}
    assert "Correct-Horse-9" not in str(told)


def test_what_was_exported_is_imported_and_keeps_the_password() -> None:
    for secrets in (True, False):
        assert imported(exported(WITH, secrets=secrets), WITH, fresh).config == WITH
    with pytest.raises(Invalid) as refused:
        imported(exported(WITH, secrets=False), Config(), fresh)
    assert refused.value.field == "mail.password"


def test_a_program_that_puts_the_office_back_keeps_the_password() -> None:
    office = shown(office_of(WITH), Office)
    assert "Correct-Horse-9" not in str(office)
    command = from_plain(Command, completed({"type": "SetOffice", "office": office}, WITH))
    assert edit(WITH, command) == WITH
    other = to_plain(replace(office_of(WITH), mail=Mail()), Office)
    command = from_plain(Command, completed({"type": "SetOffice", "office": other}, WITH))
    assert isinstance(command, SetOffice)
    assert edit(WITH, command).mail == Mail()
