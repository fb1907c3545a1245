"""Threads of Asterisk's message bus."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Asterisk's own defaults."""
    del config
    return ConfFile(
        header(),
        (Section("threadpool", options(initial_size=5, idle_timeout_sec=20, max_size=50)),),
    )
