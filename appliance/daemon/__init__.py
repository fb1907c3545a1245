"""The supervisor as a process: every part made once and joined here. Calls do not need it."""
