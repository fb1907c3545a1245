"""Campaigns: many cases of one kind. README.md says how to add one."""
