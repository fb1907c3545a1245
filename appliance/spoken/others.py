"""What is said in other ways than as `Invalid`, `Fault` or `Issue`.

Answers of checks, sentences put together from others, and the catalogue of cards.
"""

from appliance.spoken.languages import mark

TEXTS = (
    mark("The card %(model)s cannot be used. %(why)s"),
    mark("Its line %(number)s is set to %(kind)s, not to E1."),
    mark("Set the jumper on the card to E1, with the power off."),
    mark("It is for ISDN BRI, which Lineman does not speak."),
    mark("Put another card into its place, with the power off."),
    mark(
        "Telephones work on. In the recovery menu at the box, start the other slot, which has"
        " settings of its own, or reset to the factory."
    ),
    mark("Calls are not recorded in the history at present: %(why)s"),
    mark("The stored settings could not be taken into use: %(why)s"),
    mark("Change any setting, or switch the box off and on."),
    mark("Asterisk does not know %(what)s."),
    mark("An update is on trial; settings wait until it is decided."),
    mark("It was not signed by the maker."),
    mark("It is not made for this box."),
    mark("There is no room for it on the box."),
    mark("It did not arrive whole."),
    mark("Version %(version)s runs; it replaced %(before)s."),
    mark("Version %(version)s was tried and taken back to %(before)s: %(why)s"),
    mark("it did not come up, or did not finish its checks."),
    mark("the other version"),
    mark("The last update was not kept, and its note cannot be read."),
    mark("The box runs as before. Mend what is named above, or wait for the next version."),
    mark("The update was interrupted."),
    mark("The disk cannot be read or written."),
    mark(
        "The box runs as before; the other version is gone until an update succeeds."
        " Install the update again."
    ),
    mark("A failed update could not be taken back; settings wait for a restart."),
    mark("Switch the box off and on again: the new version is then tried."),
    mark("The stored settings are in use."),
    mark("%(number)s cards, as configured."),
    mark("%(number)s lines, as configured."),
    mark("%(number)s cards, as before."),
    mark("The exchange knows every telephone and line."),
    mark("%(number)s lines in service, as before."),
    mark("A test call passed."),
    mark("The web page answers."),
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
