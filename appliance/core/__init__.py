"""Telephony's values and rules. Pure: no clock, disk, database or environment."""
