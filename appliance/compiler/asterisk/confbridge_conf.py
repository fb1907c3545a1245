"""Conference rooms: how many, who waits for whom, and the keys in them."""

from collections.abc import Iterator

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.dialplan import paging
from appliance.compiler.dialplan.conferences import KEYS, LEADER, MEMBER, name
from appliance.compiler.header import header
from appliance.core.config import Config
from appliance.core.rooms import ConferenceRoom

_KEYS = (
    Option("*1", "toggle_mute"),
    Option("*4", "decrease_listening_volume"),
    Option("*6", "increase_listening_volume"),
    Option("*7", "decrease_talking_volume"),
    Option("*8", "leave_conference"),
    Option("*9", "increase_talking_volume"),
)
_LEADERS_KEYS = (
    Option("*2", "admin_toggle_conference_lock"),
    Option("*3", "admin_kick_last"),
    Option("*5", "admin_toggle_mute_participants"),
)


def render(config: Config) -> ConfFile:
    """As in Asterisk's samples and FreePBX: *1 mutes oneself, *2 locks the room, *3 sends out."""
    keys = (
        Section(f"{KEYS}-{MEMBER}", (*options(type="menu"), *_KEYS)),
        Section(f"{KEYS}-{LEADER}", (*options(type="menu"), *_KEYS, *_LEADERS_KEYS)),
    )
    rooms = (section for room in config.conferences for section in _room(config, room))
    return ConfFile(header(), (Section("general"), *keys, *_announcements(config), *rooms))


def _announcements(config: Config) -> Iterator[Section]:
    """Nobody but the speaker is heard, and with him everybody leaves."""
    if not paging.reached(config):
        return
    listens = options(startmuted=True, wait_marked=True, end_marked=True)
    yield Section(paging.BRIDGE, options(type="bridge"))
    yield Section(paging.SPEAKER, options(type="user", quiet=True, marked=True))
    yield Section(paging.LISTENER, (*options(type="user", quiet=True), *listens))


def _room(config: Config, room: ConferenceRoom) -> Iterator[Section]:
    """Whoever is alone hears music; so does who waits for a leader."""
    most = options(max_members=room.most) if room.most else ()
    spoken = options(type="bridge", language=config.national.language)  # to all at once
    yield Section(name(room), (*spoken, *most))
    everybody = options(type="user", music_on_hold_when_empty=True, quiet=not room.tones)
    waits = options(wait_marked=room.waits, end_marked=room.ends)
    yield Section(f"{name(room)}-{MEMBER}", (*everybody, *waits))
    if room.led:
        yield Section(f"{name(room)}-{LEADER}", (*everybody, *options(admin=True, marked=True)))
