"""How the box is built; runs on the host's python3 (3.11 or newer), standard library only."""
