"""The line cards as they are: what is in the slots, and what their sockets do."""
