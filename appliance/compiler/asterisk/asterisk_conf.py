"""Folders and limits of the Asterisk process."""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

_FOLDERS = {
    "astetcdir": "/etc/asterisk",
    "astmoddir": "/usr/lib/x86_64-linux-gnu/asterisk/modules",
    "astvarlibdir": "/var/lib/asterisk",
    "astdbdir": "/run/lineman/slot/astdb",
    "astkeydir": "/var/lib/asterisk",
    "astdatadir": "/usr/share/asterisk",
    "astagidir": "/usr/share/asterisk/agi-bin",
    "astspooldir": "/var/spool/asterisk",
    "astrundir": "/run/asterisk",
    "astlogdir": "/var/log/asterisk",
    "astsbindir": "/usr/sbin",
}


def render(config: Config) -> ConfFile:
    """The supervisor speaks over the manager interface; the console socket is for root."""
    folders = tuple(Option(name, path, arrow=True) for name, path in _FOLDERS.items())
    return ConfFile(
        header(),
        (
            Section("directories", folders),
            Section(
                "files",
                options(astctlpermissions="0660", astctl="asterisk.ctl"),
            ),
            Section(
                "options",
                options(
                    documentation_language="en_US",
                    defaultlanguage=config.national.language,
                    transmit_silence=True,
                    live_dangerously=False,
                    hideconnect=True,
                ),
            ),
        ),
    )
