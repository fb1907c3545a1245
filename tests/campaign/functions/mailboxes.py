"""Mailboxes: what is left there is heard, mailed, and kept behind a PIN and a greeting."""

from __future__ import annotations

import io
import time
import wave
from array import array

from build.lib.vm.waiting import wait_until
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import RATE
from tests.campaign.functions.office import IN_TURN
from tests.campaign.functions.people import code
from tests.campaign.functions.scene import (
    Failed,
    Scene,
    Telephone,
    hears,
    hears_silence,
    hears_words,
)

_MESSAGE = 5  # seconds
_THANKED = 4  # seconds until keys say what becomes of what he recorded
_SPOKEN = 0.8  # least share of the caller's tone in what was mailed
_OPTIONS, _GREETING, _PIN = "0", "1", "5"  # app_voicemail's own keys
_ENDS, _KEEPS = "#", "1"


def voicemail(on: Scene) -> None:
    """204 wants no calls, and hears what was left for him."""
    a, _, _, d = on.phones
    code(d, "*78")
    a.call(d.number)
    _leaves(a)
    _hears_new(d, "*97", a.tone)


def voicemail_of_group(on: Scene) -> None:
    """Nobody of it answers; a member hears what was left for all."""
    a, b, c, _ = on.phones
    a.call(IN_TURN)
    for each in (b, c):
        each.rings()
        each.stops_ringing()
    _leaves(a)
    _hears_new(b, f"*98{IN_TURN}", a.tone)


def _leaves(caller: Telephone) -> None:
    """A message, where a mailbox answers."""
    caller.connected()
    hears_words(caller)
    caller.press("#")  # the tone at once
    caller.speak()
    time.sleep(_MESSAGE)
    caller.hang_up()


def _hears_new(owner: Telephone, digits: str, tone: int) -> None:
    owner.call(digits)
    owner.connected()
    hears_words(owner)
    owner.press("1")
    hears(owner, tone)
    owner.hang_up()


def voicemail_by_mail(on: Scene) -> None:
    """204 has it in a letter: the sound is what was said."""
    a, _, _, d = on.phones
    while on.mailed():
        pass  # what was there is no news
    code(d, "*78")
    a.call(d.number)
    _leaves(a)
    with wave.open(io.BytesIO(wait_until(on.mailed, "a letter"))) as file:
        if file.getframerate() != RATE:
            raise Failed(f"{file.getframerate()} samples a second were mailed")
        samples = array("h", file.readframes(file.getnframes()))
    half = RATE // 2
    shares = [share(samples[at : at + half], a.tone) for at in range(0, len(samples), half)]
    if max(shares, default=0.0) < _SPOKEN:
        raise Failed(f"what was mailed is not {a.who}: {shares}")


def voicemail_pin(on: Scene) -> None:
    """204 sets another PIN at his telephone; it opens the mailbox at anybody else's."""
    a, b, _, d = on.phones
    code(d, "*78")
    b.call(d.number)
    _leaves(b)
    pin = f"{on.clock():%H%M%S}"
    _opens_options(d)
    d.press(_PIN)
    for _ in ("new", "once more"):
        hears_words(d)
        hears_silence(d)
        d.press(f"{pin}#")
    hears_words(d)
    d.hang_up()
    a.call(f"*98{d.number}")
    a.connected()
    hears_words(a)
    a.press(f"{pin}#")
    hears_words(a)
    a.press("1")
    hears(a, b.tone)
    a.hang_up()


def voicemail_greeting(on: Scene) -> None:
    """204 says something; whoever comes to his mailbox hears just that."""
    a, _, _, d = on.phones
    _opens_options(d)
    d.press(_GREETING)
    hears_words(d)
    hears_silence(d)
    d.speak()
    time.sleep(_MESSAGE)
    d.falls_silent()
    d.press(_ENDS)
    time.sleep(_THANKED)
    d.press(_KEEPS)
    hears_words(d)
    d.hang_up()
    code(d, "*78")
    a.call(d.number)
    a.connected()
    hears(a, d.tone)
    a.hang_up()


def _opens_options(owner: Telephone) -> None:
    owner.call("*97")
    owner.connected()
    hears_words(owner)
    owner.press(_OPTIONS)
    hears_words(owner)
