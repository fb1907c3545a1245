"""DAHDI through its own header: spans, channels, tone zones and dynamic spans as Python objects.

`values`, `span` and `devices` are plain Python and import anywhere; `control`, `channel`, `tones`
and `dynamic` need the compiled extension (see README.md).
"""
