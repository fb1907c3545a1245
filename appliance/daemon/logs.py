"""The log: structured messages in the journal, plain lines elsewhere."""

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
