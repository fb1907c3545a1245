"""Telephone sound in plain Python: 16-bit samples at 8 kHz, in blocks of 20 ms."""
