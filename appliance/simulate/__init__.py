"""A box without hardware: cards, exchange and host are simulated, everything above is real."""
