"""Tone zones: a country's call progress tones and ring cadence."""

from __future__ import annotations

import os
from dataclasses import dataclass

from drivers.dahdi.control import Control
from drivers.dahdi.errors import Absent
from drivers.dahdi.ffi import CData, check, ffi, lib, text
from drivers.dahdi.values import Tone


@dataclass(frozen=True, slots=True)
class ToneZone:
    """One country. A tone is `[!]freq1[+freq2][/ms],…`, repeated from the first without `!`.

    `ring_cadence` is on, off, … in milliseconds; levels are dBm0.
    """

    number: int
    country: str
    description: str
    ring_cadence: tuple[int, ...]
    sounds: tuple[tuple[Tone, str], ...]
    dtmf_high_level: int = -9
    dtmf_low_level: int = -11
    mf_r1_level: int = -7
    mf_r2_level: int = -8


def find(country: str) -> ToneZone:
    """The library's zone for a two-letter country; `Absent` for those it lacks (ua, kz, …)."""
    zone = lib.tone_zone_find(ffi.new("char[]", country.encode("ascii")))
    if zone == ffi.NULL:
        raise Absent(2, f"no tone zone {country}")
    known = set(Tone)
    return ToneZone(
        number=zone.zone,
        country=text(zone.country),
        description=text(zone.description),
        ring_cadence=_steps(zone.ringcadence),
        sounds=tuple(
            (Tone(sound.toneid), text(sound.data))
            for sound in zone.tones
            if sound.toneid in known and text(sound.data)
        ),
        dtmf_high_level=zone.dtmf_high_level,
        dtmf_low_level=zone.dtmf_low_level,
        mf_r1_level=zone.mfr1_level,
        mf_r2_level=zone.mfr2_level,
    )


def load(control: Control, zone: ToneZone) -> None:
    """Give the driver `zone`, in place of one with that number; needs root.

    Channels in use keep what they had. It is the default of those opened later only when there is
    no other, even if the one that it replaces was. DahdiError if the driver refuses.
    """
    new = ffi.new(
        "struct tone_zone *",
        {
            "zone": zone.number,
            "dtmf_high_level": zone.dtmf_high_level,
            "dtmf_low_level": zone.dtmf_low_level,
            "mfr1_level": zone.mf_r1_level,
            "mfr2_level": zone.mf_r2_level,
        },
    )
    new.country = zone.country.encode("ascii")
    new.description = zone.description.encode("ascii")
    for position, step in enumerate(zone.ring_cadence):
        new.ringcadence[position] = step
    for position in range(len(new.tones)):
        new.tones[position].toneid = -1
    for position, (tone, pattern) in enumerate(zone.sounds):
        new.tones[position].toneid = int(tone)
        new.tones[position].data = pattern.encode("ascii")
    # The library closes what it is given (seen in libtonezone 2.0), and the control is used on.
    loaded = lib.tone_zone_register_zone(os.dup(control.fileno()), new)
    check(loaded, f"load of tone zone {zone.country}")


def make_default(control: Control, zone: ToneZone) -> None:
    """Channels opened from now on play the tones of `zone`; DahdiError when it is not loaded."""
    set_so = lib.ctl_default_zone(control.fileno(), zone.number)
    check(set_so, f"tone zone {zone.country} as the default")


def _steps(cadence: CData) -> tuple[int, ...]:
    """The driver ends a cadence with 0."""
    steps = list(cadence)
    while steps and steps[-1] == 0:
        steps.pop()
    return tuple(steps)
