"""A call through the compiled dialplan, step by step and without an Asterisk."""
