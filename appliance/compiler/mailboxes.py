"""Mailboxes as Asterisk names them."""

CONTEXT = "default"


def mailbox(number: str) -> str:
    """The mailbox of an internal number."""
    return f"{number}@{CONTEXT}"
