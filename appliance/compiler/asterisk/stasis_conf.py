"""Threads of Asterisk's message bus, and what is not said on it."""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Asterisk's own threads. Nobody listens for variables, whose news took a third of each step.

    Who wants to know one asks for it (`Getvar`).
    """
    del config
    threads = options(initial_size=5, idle_timeout_sec=20, max_size=50)
    unsaid = (Option("decline", "ast_channel_varset_type"),)
    return ConfFile(
        header(), (Section("threadpool", threads), Section("declined_message_types", unsaid))
    )
