"""What a held caller hears."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """The pieces that come with the image."""
    del config
    return ConfFile(
        header(), (Section("default", options(mode="files", directory="moh", sort="random")),)
    )
