"""The log: entries with fields in the journal, plain lines elsewhere.

Beside the journal's own fields (systemd.journal-fields(7)) an entry has LINEMAN_SPAN or
LINEMAN_REVISION where it is about one, and of an issue LINEMAN_ISSUE, LINEMAN_SUBJECT,
LINEMAN_STATE (`raised` or `cleared`), LINEMAN_TEXT, LINEMAN_REMEDY and LINEMAN_SEVERITY: the
`extra` of a log call.
"""

import logging
import os

from systemd.journal import JournalHandler  # type: ignore[import-untyped]  # it has no types

NAME = "lineman"


def start() -> None:
    """Problems and changes of state only; success is silent."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    if "JOURNAL_STREAM" in os.environ:
        root.addHandler(JournalHandler(SYSLOG_IDENTIFIER=NAME))
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    root.addHandler(handler)
