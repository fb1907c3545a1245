"""What a supervisor does about voice messages that are mailed, done in the test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

from appliance.asterisk.voice_messages import VoiceMessages
from appliance.core.directory import directory_of
from appliance.core.letters import Written
from appliance.core.people import Email
from appliance.mail.kept import FILE, Letters
from appliance.mail.letters import Desk
from appliance.mail.voicemail import VoiceByMail
from appliance.store.mail_queue import Told
from tests.integration.asterisk.office import Office

VOICEMAIL = "var/spool/asterisk/voicemail"
_SENDER = Email("box@example.com")


def newest_mailed(office: Office) -> bytes:
    """The sound of the newest letter of those that are written now; empty where there is none."""
    got: list[Written] = []
    with closing(Letters(office.folder / FILE)) as letters:
        asyncio.run(_looked(office, letters, got))
    return sound_in(got[-1].content) if got else b""


def sound_in(letter: bytes) -> bytes:
    """What is attached to it."""
    (part,) = message_from_bytes(letter, policy=default).iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes), part.get_content_type()
    return content


async def _looked(office: Office, letters: Letters, got: list[Written]) -> None:
    async def put(written: Sequence[Written], subject: str, told: Sequence[Told]) -> bool:
        fresh = await letters(lambda queue: queue.put(written, time.time(), subject, told))
        got.extend(written if fresh else ())
        return fresh

    watch = VoiceByMail(
        VoiceMessages(office.asterisk.folder / VOICEMAIL),
        lambda: office.config,
        lambda: directory_of(office.config),
        lambda: ZoneInfo("Europe/Moscow"),
        lambda language: Desk("lineman", _SENDER, datetime.now(UTC), language),
        letters,
        put,
        time.time,
    )
    await watch.look()
