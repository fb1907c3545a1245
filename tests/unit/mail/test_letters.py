"""What a letter is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes

from appliance.core.people import Email, Language
from appliance.mail.letters import Desk, VoiceMessage

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def test_who_called_begins_no_line_of_the_head() -> None:
    desk = Desk("Office", Email("box@example.com"), NOW, Language.EN)
    who = "Eve\r\nBcc: all@example.com\r\n\r\nbody"
    message = VoiceMessage("301", who, NOW, 3.0, b"RIFF")
    letter = message_from_bytes(desk.message(Email("anna@example.com"), message).content)
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Voice message: Eve Bcc: all@example.com body")
    assert letter["To"] == "anna@example.com"
