"""Where Asterisk's own words go: the journal, which bounds and rotates them."""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Through syslog, so that each line keeps its level."""
    del config
    levels = "notice,warning,error,security"
    return ConfFile(
        header(),
        (
            Section("general", options(queue_log=False, appendhostname=False)),
            Section("logfiles", (Option("syslog.local0", levels, arrow=True),)),
        ),
    )
