"""Which calls that are up an asker may see, and what he may do with each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

import msgspec

from appliance.core.calls import Call
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature
from appliance.core.keys import Key
from appliance.core.may import edge
from appliance.core.people import Person
from appliance.core.relations import Opening
from appliance.daemon.office import Office
from appliance.daemon.sights import Sights, person_of
from appliance.wire.admission import Asker
from appliance.wire.answers import CallsNow, Event, Why
from appliance.wire.board import Resting
from appliance.wire.errors import NotAllowed
from appliance.wire.roles import Right
from appliance.wire.views import CallState, CallView, Deed

LISTENING = {
    Deed.LISTEN: (Opening.LISTEN, Feature.LISTEN),
    Deed.WHISPER: (Opening.WHISPER, Feature.WHISPER),
    Deed.JOIN: (Opening.JOIN, Feature.JOIN),
}
"""By which opening, and with which code of his telephone, somebody listens to a talk."""


@same_while(attrgetter("number", "key"))
def whose(people: tuple[Person, ...]) -> Mapping[str, str]:
    """The key of whose each number is."""
    return {each.number.digits: each.key.text for each in people if each.number is not None}


@dataclass(frozen=True, slots=True)
class Watched:
    """Own calls, and those of people whose status is open to the asker; every one for an admin.

    Whoever has the board sees what is parked too: at his telephone he could take it all the same.
    """

    office: Office
    sights: Sights

    def narrowed(self, event: Event, asker: Asker) -> Event:
        """The event as this asker may be told of it."""
        match event:
            case CallsNow():
                return self.calls(event, asker)
            case Resting():
                return self.resting(event, asker)
        return event

    def resting(self, now: Resting, asker: Asker) -> Resting:
        """The numbers of those whose status is open to the asker."""
        watched = self.sights.of(asker).watched
        people = whose(self.office.config().people)
        return Resting(tuple(n for n in now.numbers if watched is None or people.get(n) in watched))

    def calls(self, now: CallsNow, asker: Asker) -> CallsNow:
        watched, config = self.sights.of(asker).watched, self.office.config()
        people = whose(config.people)
        own = own_number(config, asker)
        seen = (
            call
            for call in now.calls
            if watched is None
            or any(people.get(each) in watched for each in call.numbers)
            or (call.state is CallState.PARKED and asker.may(Right.BOARD))
        )
        return CallsNow(
            tuple(
                msgspec.structs.replace(call, may=tuple(self._may(call, asker, config, own)))
                for call in seen
            )
        )

    def sees(self, call: Call, asker: Asker) -> bool:
        """Whether its row of the history is shown to the asker."""
        return self.sights.of(asker).sees(call)

    def _may(self, call: CallView, asker: Asker, config: Config, own: str) -> Iterator[Deed]:
        talking = call.state is CallState.TALKING
        if asker.may(Right.CALLS) or (own and own in call.numbers):
            yield Deed.HANG_UP
            if talking and call.numbers:
                yield Deed.TRANSFER
                if config.parking_lots:
                    yield Deed.PARK
        if call.state is CallState.PARKED and own and asker.may(Right.BOARD):
            yield Deed.TAKE
        if talking and own and own not in call.numbers:
            for deed in LISTENING:
                if any(self.open_to(config, asker, deed, number) for number in call.numbers):
                    yield deed

    def open_to(self, config: Config, asker: Asker, deed: Deed, whom: str) -> bool:
        """Whether the asker may listen so to whose number `whom` is: an admin by relations too."""
        opening, feature = LISTENING[deed]
        key = whose(config.people).get(whom)
        return bool(
            key
            and asker.person
            and config.code(feature)
            and edge(config, Key(asker.person), opening, Key(key)) is not None
        )


def own_number(config: Config, asker: Asker) -> str:
    """The asker's own internal number; empty without one."""
    person = person_of(config, asker.person)
    return person.number.digits if person is not None and person.number is not None else ""


def named_number(config: Config, asker: Asker, named: str) -> str:
    """The number about which it is asked: a person's own, any that a program names."""
    if asker.api_key:
        if not named:
            raise Invalid("number", "say which internal number it is about")
        return named
    own = own_number(config, asker)
    if named and named != own:
        raise NotAllowed(Why.RIGHTS)
    return own


def acting(config: Config, asker: Asker, named: str) -> Asker:
    """The asker, a program as the person whose telephone it names: it may do what that one may."""
    number = named_number(config, asker, named)
    if not asker.api_key:
        return asker
    owners = {each.digits: person for each, person in config.owners().items()}
    if number not in owners:
        raise Invalid("number", f"{number} is nobody's number; choose somebody's")
    return replace(asker, person=owners[number].key.text)
