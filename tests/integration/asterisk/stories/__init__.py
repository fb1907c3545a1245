"""Calls as people make them, each once, and what the history must say of it."""
