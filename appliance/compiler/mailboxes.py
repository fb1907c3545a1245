"""Mailboxes as Asterisk names them."""

CONTEXT = "default"
VOICEMAIL = "ext-voicemail"
"""Where messages are left in the dialplan, each mailbox under its number."""


def mailbox(number: str) -> str:
    """The mailbox of an internal number."""
    return f"{number}@{CONTEXT}"
