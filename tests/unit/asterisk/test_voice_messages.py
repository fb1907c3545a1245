"""Voice messages, read from the files that Asterisk writes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.asterisk.recordings import peaks, pieces
from appliance.asterisk.voice_messages import HEAD, VoiceMessages
from appliance.core.wav import head

_TEXT = """;
; Message Information file
;
[message]
origmailbox=303
context=ext-voicemail
exten=303
rdnis=unknown
priority=1
callerchan=PJSIP/301-00000001
callerid={caller}
origdate=Sat Nov 28 09:00:00 AM UTC 2026
origtime={time}
category=
msg_id={id}
flag=
duration=2
"""


def _left(
    folder: Path, at: str, known: str, time: int = 1_795_000_000, caller: str = "301"
) -> Path:
    """A message of two seconds at `at`, such as `303/INBOX/msg0000`."""
    text = folder / "default" / f"{at}.txt"
    text.parent.mkdir(parents=True, exist_ok=True)
    text.write_text(_TEXT.format(caller=caller, time=time, id=known), encoding="utf-8")
    text.with_suffix(".wav").write_bytes(head(32_000) + bytes(24_000) + b"\xff\x7f" + bytes(7_998))
    return text


@pytest.fixture
def box(tmp_path: Path) -> VoiceMessages:
    """What lies in three folders of one mailbox, and something in another's."""
    _left(tmp_path, "303/INBOX/msg0000", "b-00000001", 1_795_000_100)
    _left(tmp_path, "303/Old/msg0000", "a-00000000")
    _left(tmp_path, "303/Friends/msg0000", "c-00000002", 1_795_000_200)
    _left(tmp_path, "304/INBOX/msg0000", "other-00000009")
    return VoiceMessages(tmp_path)


def test_all_of_a_mailbox_are_listed_the_newest_first(box: VoiceMessages) -> None:
    found = box.of("303")
    assert [(each.id, each.folder, each.heard) for each in found] == [
        ("c-00000002", "Friends", True),
        ("b-00000001", "INBOX", False),
        ("a-00000000", "Old", True),
    ]
    assert {(each.seconds, each.size) for each in found} == {(2.0, 32_044)}
    assert box.of("305") == []


def test_nothing_outside_of_ones_mailbox_is_found(box: VoiceMessages) -> None:
    assert box.one("303", "b-00000001") is not None
    for number, message in (
        ("303", "other-00000009"),
        ("303", "../../304/INBOX/msg0000"),
        ("303", ""),
        ("../default/304", "other-00000009"),
        ("", "other-00000009"),
        ("*", "other-00000009"),
    ):
        assert box.one(number, message) is None


@pytest.mark.parametrize(
    ("told", "number", "name"),
    [
        ('"Анна Петрова" <301>', "301", "Анна Петрова"),
        ('"ООО "Ромашка" <x>" <+74951234567>', "+74951234567", 'ООО "Ромашка" <x>'),
        ("89161234567", "89161234567", ""),
        ('"Unknown Caller" <anonymous>', "", ""),
        ("Unknown", "", ""),
        ("", "", ""),
        ('"a\u2028msg_id=other" <301>', "301", "a\u2028msg_id=other"),
    ],
)
def test_the_caller_is_told_by_number_and_name(
    tmp_path: Path, told: str, number: str, name: str
) -> None:
    _left(tmp_path, "303/INBOX/msg0000", "a-00000000", caller=told)
    (found,) = VoiceMessages(tmp_path).of("303")
    assert (found.id, found.number, found.name) == ("a-00000000", number, name)


def test_what_a_kill_left_of_a_message_is_told(tmp_path: Path) -> None:
    without_sound = _left(tmp_path, "303/INBOX/msg0000", "a-00000000")
    without_sound.with_suffix(".wav").unlink()
    _left(tmp_path, "303/INBOX/msg0001", "")  # nobody could name it
    (tmp_path / "default/303/INBOX/msg0002.txt").mkdir()
    found = VoiceMessages(tmp_path).of("303")
    assert [(each.id, each.size, each.seconds) for each in found] == [("a-00000000", 0, 0.0)]


def test_the_one_side_is_heard_and_drawn(box: VoiceMessages) -> None:
    found = box.one("303", "b-00000001")
    assert found is not None
    assert b"".join(pieces(found.sound, 0, 4)) == b"RIFF"
    assert peaks(found.sound, 4, 1, HEAD) == ((0, 0, 0, 100),)
