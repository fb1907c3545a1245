"""Each new voice message goes by mail once, to whom it belongs and in his language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.asterisk.voice_messages import VoiceMessages
from appliance.core.commands import Put, edit
from appliance.core.errors import Fault
from appliance.core.people import Language, Mailbox
from appliance.core.text import DisplayName
from appliance.core.wav import head
from appliance.mail import voicemail
from appliance.mail.voicemail import VoiceByMail
from appliance.simulate.mailboxes import leave, move, remove
from appliance.simulate.script import Party
from tests.machines.offices import number
from tests.unit.mail.office import NOW, Writing

BORIS = Party("", "", "302", "")
STRANGER = Party("", "", "+79161234567", "ООО «Ромашка»")


@pytest.fixture
async def writing(tmp_path: Path) -> AsyncIterator[Writing]:
    made = Writing(tmp_path)
    yield made
    made.letters.close()


def watch(writing: Writing) -> VoiceByMail:
    return VoiceByMail(
        VoiceMessages(writing.folder),
        lambda: writing.config,
        writing.directory,
        writing.zone,
        writing.desk,
        writing.letters,
        writing.put,
        writing.clock,
    )


async def test_what_was_there_is_no_news_and_what_comes_goes_once(writing: Writing) -> None:
    leave(writing.folder, "301", BORIS, NOW - 100, 2)
    watching = watch(writing)
    await watching.look()
    assert writing.got == []
    leave(writing.folder, "301", BORIS, NOW, 65)
    for _ in range(3):
        await watching.look()
    (got,) = writing.read
    assert got.to == ["anna@example.com"]
    assert got.letter["subject"] == "Voice message: Boris 302, 1:05"
    assert "From: Boris 302" in got.text
    assert "When: 2027-01-15 11:00:00" in got.text, "by the office's clock"
    assert got.sound is not None
    name, sound = got.sound
    assert name == "301-20270115-110000.wav"
    assert sound == (writing.folder / "default/301/INBOX/msg0001.wav").read_bytes()


async def test_a_restart_mails_what_came_meanwhile_and_nothing_twice(writing: Writing) -> None:
    await watch(writing).look()
    leave(writing.folder, "301", BORIS, NOW, 2)
    await watch(writing).look()
    leave(writing.folder, "301", STRANGER, NOW + 5, 2)
    await watch(writing).look()
    assert len(writing.got) == 2
    assert "ООО «Ромашка» +79161234567" in writing.read[1].text


async def test_in_the_language_of_the_telephone(writing: Writing) -> None:
    english = writing.config.extension(number("301"))
    writing.config = edit(writing.config, Put(replace(english, language=Language.RU)))
    watching = watch(writing)
    await watching.look()
    leave(writing.folder, "301", Party("", "", "", ""), NOW, 2)
    await watching.look()
    (got,) = writing.read
    assert got.letter["subject"] == "Голосовое сообщение: номер скрыт, 0:02"
    assert "Когда: 15.01.2027 11:00:00" in got.text


async def test_whoever_does_not_wish_it_gets_none(writing: Writing) -> None:
    watching = watch(writing)
    await watching.look()
    leave(writing.folder, "302", STRANGER, NOW, 2)
    await watching.look()
    assert writing.got == []
    wishes = Mailbox(number("302"), DisplayName("box"), mailed=True)
    writing.config = edit(writing.config, Put(wishes))
    await watching.look()
    assert writing.got == [], "what was there before the wish"
    leave(writing.folder, "302", STRANGER, NOW + 5, 2)
    await watching.look()
    assert writing.got[0].to == "boris@example.com"
    writing.config = edit(writing.config, Put(replace(wishes, mailed=False)))
    await watching.look()
    leave(writing.folder, "302", STRANGER, NOW + 9, 2)
    writing.config = edit(writing.config, Put(wishes))
    await watching.look()
    assert len(writing.got) == 1, "what came while nobody wished it"


async def test_what_is_heard_moved_or_removed_is_not_mailed(writing: Writing) -> None:
    watching = watch(writing)
    await watching.look()
    first = leave(writing.folder, "301", BORIS, NOW, 2)
    await watching.look()
    heard = leave(writing.folder, "301", BORIS, NOW + 5, 2)
    move(writing.folder, "301", "INBOX", heard, "Old")
    remove(writing.folder, "301", "INBOX", first)
    await watching.look()
    last = leave(writing.folder, "301", BORIS, NOW + 9, 2)
    await watching.look()
    assert len(writing.got) == 2
    told = await writing.letters(lambda queue: queue.told("voicemail 301"))
    assert {each.key for each in told} == {"", heard, last}


async def test_a_long_one_goes_without_its_sound(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voicemail, "LONGEST", len(head(0)) + 16000)
    watching = watch(writing)
    await watching.look()
    leave(writing.folder, "301", BORIS, NOW, 2)
    leave(writing.folder, "301", BORIS, NOW + 5, 2)
    (writing.folder / "default/301/INBOX/msg0001.wav").unlink()
    await watching.look()
    long, lost = writing.read
    assert long.sound is None
    assert "too long" in long.text
    assert lost.sound is None
    assert "not on the disk" in lost.text


async def test_nothing_is_lost_while_nothing_can_be_kept(writing: Writing) -> None:
    watching = watch(writing)
    await watching.look()

    async def full(*_given: object) -> bool:
        raise Fault("The disk is full.")

    watching.put = full
    leave(writing.folder, "301", BORIS, NOW, 2)
    with pytest.raises(Fault):
        await watching.look()
    watching.put = writing.put
    await watching.look()
    assert len(writing.got) == 1


async def test_a_mailbox_in_which_nothing_moved_is_not_read(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching = watch(writing)
    read = []
    of = VoiceMessages.of

    def counted(kept: VoiceMessages, box: str) -> object:
        read.append(box)
        return of(kept, box)

    monkeypatch.setattr(VoiceMessages, "of", counted)
    await watching.look()
    writing.now = NOW * 2
    await watching.look()
    read.clear()
    await watching.look()
    assert read == []
    leave(writing.folder, "301", BORIS, NOW, 2)
    await watching.look()
    assert read == ["301"]
