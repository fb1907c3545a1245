"""Telephony cards emulated outside the guest, for the real driver inside it."""
