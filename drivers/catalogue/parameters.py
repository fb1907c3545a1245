"""Module parameters that several drivers share, with the values the drivers accept."""

from __future__ import annotations

from drivers.catalogue.model import Parameter

OPERMODE = Parameter(
    "opermode",
    ("RUSSIA", "TBR21", "FCC", "UK", "GERMANY", "FRANCE", "POLAND", "AUSTRALIA"),
    "The country's line: impedance, ring detection, loop current. Speak it at load, for all FXO.",
)
FXS_HONOUR_MODE = Parameter(
    "fxshonormode", ("0", "1"), "FXS sockets take the impedance of the country too."
)
ALAW_OVERRIDE = Parameter(
    "alawoverride", ("0", "1"), "A-law instead of mu-law on the analogue card."
)
COMPANDING = Parameter("companding", ("alaw", "ulaw"), "How samples are coded.")
BOOST_RINGER = Parameter("boostringer", ("0", "1"), "89 V peak ring voltage, for long lines.")
LOW_POWER = Parameter("lowpower", ("0", "1"), "50 V peak ring voltage, to spare the supply.")
LATENCY = Parameter(
    "latency", ("3", "4", "6", "8", "10", "15"), "Milliseconds buffered against a slow computer."
)
LINE_MODE = Parameter(
    "default_linemode", ("e1",), "The card starts as E1 whatever its jumper says."
)

ANALOGUE = (OPERMODE, FXS_HONOUR_MODE, ALAW_OVERRIDE, BOOST_RINGER, LOW_POWER)
