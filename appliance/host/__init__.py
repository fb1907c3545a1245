"""What the supervisor asks of the system below it, over D-Bus: units, restart, flashing."""
