"""Mailboxes, in FreePBX's layout: context `default`, messages below /var/spool/asterisk/voicemail.

A PIN is live state: it stands in the mailbox's folder, where its owner sets it from his telephone.
Until then the one written here opens nothing: it has a letter, which no telephone can dial.
"""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.header import header
from appliance.compiler.mailboxes import CONTEXT
from appliance.core.config import Config

_LOCKED = "x"
_LONGEST_MESSAGE = 300  # seconds
_MOST_MESSAGES = 100  # in one folder


def render(config: Config) -> ConfFile:
    """Names stand elsewhere: callers hear the number, or the greeting that its owner recorded."""
    general = Section(
        "general",
        options(
            format="wav",
            maxmsg=_MOST_MESSAGES,
            maxsecs=_LONGEST_MESSAGE,
            minsecs=2,
            maxlogins=3,
            passwordlocation="spooldir",
            review=True,
            sendvoicemail=False,
            pollmailboxes=False,
        ),
    )
    boxes = tuple(Option(box.number.digits, _LOCKED, arrow=True) for box in config.mailboxes)
    return ConfFile(header(), (general, Section(CONTEXT, boxes)))
