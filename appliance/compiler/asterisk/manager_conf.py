"""The doors of the supervisor and of who bans guessers, on the loopback address alone."""

from appliance.compiler.conf import ConfFile, Include, Option, Section, options
from appliance.compiler.header import header, own_lines
from appliance.core.bans import LIFTING, UNBAN
from appliance.core.config import Config

CUSTOM = "manager_custom.conf"
# One line `secret = …`, made anew at every boot; no generation and no backup holds it.
SECRET = "/run/lineman/ami.conf"  # noqa: S105  # a file's name
_US = "_lineman"
_HERE = options(deny="0.0.0.0/0", permit="127.0.0.1/32")
# Of the security events, and of what moves, only what it asks for.
_HEARS = ("Event: ChallengeResponseFailed", f"Hint: {LIFTING}", f"UserEvent: {UNBAN}")


def render(config: Config) -> ConfFile:
    """Rights cover what each asks, and more: `command` alone gives the supervisor all of Asterisk.

    That it runs no program is the doing of its unit (decision 0031), not of these classes.

    Without `dialplan` the supervisor is not told of each step and variable, of which a call has
    hundreds; without `security` a flood of wrong passwords is none of its business.
    """
    del config
    user = options(
        read="system,call,reporting,command",
        write="system,call,command,originate,reporting,user",
        writetimeout=5000,
    )
    bans = options(read="security,call,user", write="reporting", writetimeout=5000)
    hears = tuple(Option("eventfilter", each) for each in _HEARS)
    general = options(enabled=True, bindaddr="127.0.0.1", port=5038, displayconnects=False)
    return ConfFile(
        header(CUSTOM),
        (
            Section("general", general),
            Section(_US, (*_HERE, Include(SECRET)), template=True),
            Section("bans", (*bans, *hears), _US),
            Section("lineman", (*user, own_lines(CUSTOM)), _US),
        ),
    )
