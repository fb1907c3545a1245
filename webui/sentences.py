"""The supervisor's sentences, which are English, in the visitor's language.

A sentence is known by its pattern; what stands in a gap is taken over, translated too where it is
a sentence itself. One that is not listed is shown as it came.
"""

from __future__ import annotations

import gettext
import re
from functools import cache

from webui.language import mark

PATTERNS = (
    # What is wrong, and what to do.
    mark("The card %(model)s is not there."),
    mark("Put it back into its slot with the power off; its numbers are kept."),
    mark("The new card %(model)s could not be taken into use: %(why)s"),
    mark("It is tried three times by itself. If that does not help, switch the box off and on."),
    mark("The card %(model)s cannot be used. %(why)s"),
    mark("Its line %(number)s is set to %(kind)s, not to E1."),
    mark("Set the jumper on the card to E1, with the power off."),
    mark("It is for ISDN BRI, which Lineman does not speak."),
    mark("Put another card into its place, with the power off."),
    mark("It is started again by itself. If that does not help, switch the box off and on."),
    mark("The %(name)s partition is nearly full."),
    mark(
        "Telephones work on. A factory reset in the recovery menu at the box makes room; it asks"
        " about history and recordings."
    ),
    mark("History, recordings and voicemail cannot be kept: their partition cannot be read."),
    mark(
        "Telephones work. Switch the box off and on. If that does not help, a factory reset"
        " without the history, which the recovery menu at the box offers, makes the partition"
        " anew; what was on it is then lost."
    ),
    mark("The stored configuration does not load: %(why)s."),
    mark(
        "Telephones work on. In the recovery menu at the box, start the other slot, which has"
        " settings of its own, or reset to the factory."
    ),
    mark("The configuration cannot be saved: %(why)s"),
    mark("Switch the box off and on again, then try once more."),
    mark("Try again; if it stays so, switch the box off and on."),
    mark("Nothing was changed. Make the change in another way, or wait for the next version."),
    mark("The exchange does not answer: nobody can call."),
    mark("The city line in socket %(socket)s has no voltage."),
    mark("Check the cable in the socket, then ask the carrier."),
    mark("Line %(number)s is down: %(alarms)s."),
    mark("Check the cable, then ask the carrier."),
    mark("On line %(number)s the carrier's exchange does not answer: no D channel."),
    mark("Ask the carrier whether ISDN is switched on."),
    mark("The web page does not answer. Calls are not touched."),
    mark("The call history cannot be opened."),
    mark("Look at the open issues."),
    mark("The call history is looked through after a power cut."),
    mark("Wait: a large one takes minutes."),
    mark(
        "Telephones work. A new history begins after a factory reset without the history, which the"
        " recovery menu at the box offers."
    ),
    mark("Calls are not recorded in the history at present: %(why)s"),
    mark("The stored settings could not be taken into use: %(why)s"),
    mark("Change any setting, or switch the box off and on."),
    mark("Asterisk does not answer."),
    mark("It is started again by itself; wait a moment."),
    mark("Switch the box off and on again."),
    mark("Wait until that is over."),
    mark("Try again when that is over."),
    # What the parts below said: the exchange, the drivers, systemd.
    mark("Asterisk does not know %(what)s."),
    mark("The configuration does not pass its own check: %(why)s"),
    mark("The change took too long and was put back."),
    mark("The test call is refused: %(why)s."),
    mark("The test call is not answered."),
    mark("Asterisk sent a packet without an end."),
    mark("It is asked again at once."),
    mark("The word between supervisor and Asterisk is missing."),
    mark("Something else than Asterisk answers on its port."),
    mark("Asterisk refuses our log-in."),
    mark("Asterisk's answer has no end."),
    mark("Asterisk is busy."),
    mark("Try again in a moment."),
    mark("Asterisk refuses %(what)s: %(why)s."),
    mark("The line card driver refuses: %(why)s"),
    mark("%(unit)s did not do as told: %(why)s."),
    mark("%(unit)s takes too long."),
    mark("%(unit)s does not answer %(what)s."),
    mark("The system bus does not answer."),
    mark("Call records cannot be written: %(why)s"),
    mark("%(file)s cannot be read: %(why)s"),
    # An update and how it ended.
    mark("The installation does not end."),
    mark("An update is being installed."),
    mark("An update is on trial."),
    mark("An update is on trial; settings wait until it is decided."),
    mark("Wait until it is done."),
    mark("Wait until it is decided."),
    mark("There is no room for the update on the box."),
    mark("The file is larger than any update."),
    mark("Check that it is the right one."),
    mark("Check the file."),
    mark("The update stopped arriving."),
    mark("The update did not arrive whole."),
    mark("The update did not arrive: %(why)s"),
    mark("Send it again."),
    mark("The address does not answer: %(why)s"),
    mark("Check the address."),
    mark("is no http or https address"),
    mark("a file or an address is wanted"),
    mark("The settings cannot be copied for the new version: %(why)s"),
    mark("A note about the update cannot be written: %(why)s"),
    mark("The update is made for %(other)s, and this box is %(ours)s."),
    mark("Nothing was changed. Fetch the update for this box."),
    mark("The update was refused: %(why)s"),
    mark("The update was refused. %(why)s"),
    mark("It was not signed by the maker."),
    mark("It is not made for this box."),
    mark("There is no room for it on the box."),
    mark("It did not arrive whole."),
    mark("Nothing was changed. Fetch the update again from the maker."),
    mark("Version %(version)s runs; it replaced %(before)s."),
    mark("Version %(version)s was tried and taken back to %(before)s: %(why)s"),
    mark("it did not come up, or did not finish its checks."),
    mark("the other version"),
    mark("The last update was not kept, and its note cannot be read."),
    mark("The password cannot be kept: %(why)s"),
    mark("The box runs as before. Mend what is named above, or wait for the next version."),
    mark("The update was interrupted."),
    mark("The update broke off while it was written."),
    mark("The update could not be written: %(why)s"),
    mark("The update could not be written. %(why)s"),
    mark("The disk cannot be read or written."),
    mark(
        "The box runs as before; the other version is gone until an update succeeds."
        " Install the update again."
    ),
    mark("A failed update could not be taken back; settings wait for a restart."),
    mark("Switch the box off and on again: the new version is then tried."),
    mark("The stored settings are not in use yet."),
    mark("The stored settings are in use."),
    mark("Line %(number)s is configured and is not there."),
    mark("%(number)s cards, as configured."),
    mark("%(number)s lines, as configured."),
    mark("The card %(model)s is not found."),
    mark("Line %(number)s was in service and is not any more."),
    mark("The exchange does not answer."),
    mark("The web page does not answer."),
    mark("%(number)s cards, as before."),
    mark("The exchange knows every telephone and line."),
    mark("%(number)s lines in service, as before."),
    mark("A test call passed."),
    mark("The web page answers."),
    # Set-up and passwords.
    mark("the box is set up already: log in"),
    mark("is shorter than %(number)s characters"),
    mark("is longer than %(number)s characters"),
    mark("is too easy to guess"),
    mark("The list of users cannot be read: %(why)s"),
    mark("A factory reset in the recovery menu at the box gives a new set-up code."),
    # A change of the settings.
    mark("The new settings cannot be written: %(why)s."),
    mark("Nothing was changed. Switch the box off and on again, then try once more."),
    # What is good to know of a card.
    mark("The A800P is the same board with sockets 1-8."),
    mark("All sockets register as channels, empty ones too: ask the driver which are fitted."),
    mark("FXS modules need the disk power plug on the card."),
    mark("One 50-pin connector: pair 1 to pair 24 are channels 1 to 24, four to a module."),
    mark("FXS modules are green, FXO modules red; a socket without a module is dead."),
    mark("The driver of DAHDI 3.4.0 lost this id; our modules have it restored."),
    mark("A quad module serves sockets 1-4 or 5-8; single modules reach only 1, 2, 5 and 6."),
    mark("E1 and T1 are different boards with one id: the driver tells which."),
    mark("Revisions with other subsystem ids match no driver of this release."),
    mark("A jumper chooses E1."),
    mark("A jumper or this parameter chooses E1; without either the card may start as T1."),
    mark("Debounces loss of signal for 2.5 s before it raises an alarm."),
    mark("Starts as T1 unless told."),
    mark("Needs a 5 V PCI slot."),
    mark("Needs a 3.3 V PCI slot."),
    mark("The first generation names itself TE410P/TE405P alike."),
    mark("The TE235 has sockets 1 and 2."),
    mark("The TE236 has sockets 1 and 2."),
    mark("The second socket is a telephone in parallel to the line, not a channel."),
)
_GAP = re.compile(r"%\((\w+)\)s")
_DEEPEST = 3  # sentences within sentences


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(each), each) for each in PATTERNS if _GAP.search(each))


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _GAP.split(sentence)
    texts, names = parts[::2], parts[1::2]
    gaps = [f"(?P<{name}>.+?)" for name in names] + [""]
    pattern = "".join(re.escape(text) + gap for text, gap in zip(texts, gaps, strict=True))
    return re.compile(pattern, re.DOTALL)


def said(sentence: str, catalogue: gettext.NullTranslations, depth: int = 0) -> str:
    """`sentence` in the language of `catalogue`, or as it came."""
    if not sentence:
        return ""  # the catalogue's own header
    exact = catalogue.gettext(sentence)
    if exact != sentence or depth == _DEEPEST:
        return exact
    for pattern, known in _patterns():
        if found := pattern.fullmatch(sentence):
            values = {k: said(v, catalogue, depth + 1) for k, v in found.groupdict().items()}
            return catalogue.gettext(known) % values
    return sentence
