"""The supervisor's own door to Asterisk, on the loopback address alone."""

from appliance.compiler.conf import ConfFile, Include, Section, options
from appliance.compiler.header import header, own_lines
from appliance.core.config import Config

CUSTOM = "manager_custom.conf"
# One line `secret = …`, made anew at every boot; no generation and no backup holds it.
SECRET = "/run/lineman/ami.conf"  # noqa: S105  # a file's name


def render(config: Config) -> ConfFile:
    """Rights cover what the supervisor asks; it may not write files or reach the shell.

    Without `dialplan` it is not told of each step and variable, of which a call has hundreds.
    """
    del config
    user = options(
        deny="0.0.0.0/0",
        permit="127.0.0.1/32",
        read="system,call,reporting,command,security",
        write="system,call,command,originate,reporting",
        writetimeout=5000,
    )
    general = options(enabled=True, bindaddr="127.0.0.1", port=5038, displayconnects=False)
    return ConfFile(
        header(CUSTOM),
        (
            Section("general", general),
            Section("lineman", (*user, Include(SECRET), own_lines(CUSTOM))),
        ),
    )
