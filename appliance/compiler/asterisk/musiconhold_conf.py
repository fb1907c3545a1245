"""What a held caller hears, and who waits in a queue."""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.dialplan.prompts import music, sound
from appliance.compiler.header import header
from appliance.core.config import Config
from appliance.core.keys import Key


def render(config: Config) -> ConfFile:
    """The pieces that come with the image, and prompts that somebody chose instead.

    A file is looked for when somebody begins to wait: one that is not there yet is silence.
    """
    chosen = {each.music for each in config.queues if each.music is not None}
    everybody = (
        options(mode="files", directory="moh", sort="random")
        if config.hold_music is None
        else _played(config.hold_music)
    )
    sections = (Section(music(each), _played(each)) for each in sorted(chosen))
    return ConfFile(header(), (Section("default", everybody), *sections))


def _played(prompt: Key) -> tuple[Option, ...]:
    return options(mode="playlist", entry=sound(prompt))
