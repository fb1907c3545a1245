"""Calls that Asterisk makes by itself, from files that the dialplan writes into its spool.

A file is tried at once, and again `RetryTime` after that failed (pbx_spool.c); restarts of Asterisk
and of the box do not matter to it.
"""

from appliance.compiler.dialplan.steps import Step

SPOOL = "/var/spool/asterisk/outgoing"


def written_file(name: str, lines: tuple[str, ...], label: str = "") -> Step:
    """A file must be whole when it is closed, as it is read then: its lines are written at once."""
    text = "${STRFTIME(,,%n)}".join((*lines, ""))
    return Step("Set", f"FILE({SPOOL}/{name})={text}", label)
