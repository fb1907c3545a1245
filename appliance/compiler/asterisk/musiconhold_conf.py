"""What a held caller hears, and who waits in a queue."""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.dialplan import call_back
from appliance.compiler.dialplan.prompts import music, sound
from appliance.compiler.header import header
from appliance.core.config import Config
from appliance.core.keys import Key


def render(config: Config) -> ConfFile:
    """The pieces that come with the image, and prompts that somebody chose instead.

    A file is looked for when somebody begins to wait: one that is not there yet is silence.
    """
    chosen = {each.music for each in config.queues if each.music is not None}
    offered = dict.fromkeys(each.music for each in call_back.offered(config))
    everybody = (
        options(mode="files", directory="moh", sort="random")
        if config.hold_music is None
        else _played(config.hold_music)
    )
    played: dict[Key | None, tuple[Option, ...]] = {None: everybody}
    played |= {each: _played(each) for each in sorted(chosen)}
    sections = (Section(music(each), lines) for each, lines in played.items())
    said = options(announcement=call_back.OFFER)
    offers = (Section(call_back.offers(each), (*played[each], *said)) for each in offered)
    return ConfFile(header(), (*sections, *offers))


def _played(prompt: Key) -> tuple[Option, ...]:
    return options(mode="playlist", entry=sound(prompt))
