"""Whose calls somebody may see, hear and watch: his own, and what relations open to him."""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.core.calls import Call, Part
from appliance.core.config import Config
from appliance.core.may import open_to
from appliance.core.people import Person
from appliance.core.relations import Opening
from appliance.core.rights import rights_of
from appliance.core.roles import Reach

People = frozenset[str]
"""Keys of people. Where one is None it means everybody, and calls of nobody of ours."""


@dataclass(frozen=True, slots=True)
class Sight:
    """`seen`: whose calls of the history are shown; `heard`: whose recordings may be heard;
    `watched`: whose calls are shown while they are up.

    A call belongs to everybody who took part in it, so one of them is enough.
    """

    seen: People | None = frozenset()
    heard: People | None = frozenset()
    watched: People | None = frozenset()

    def sees(self, call: Call) -> bool:
        """Whether the row is shown; the store finds by the same people."""
        return self.seen is None or any(leg.person in self.seen for leg in call.legs if leg.person)

    def hears(self, call: Call) -> bool:
        """Whether its recordings may be heard. Whom it only rang at did not talk."""
        return self.heard is None or not self.heard.isdisjoint(talkers(call))


EVERYTHING = Sight(None, None, None)
"""An administrator's, and root's at the box."""
NOTHING = Sight()
"""Of somebody who is none of the office's people."""


def talkers(call: Call) -> Iterator[str]:
    """The keys of those who talked in it; who listened to it took no part."""
    for place, leg in enumerate(call.legs):
        talked = place == 0 or (leg.answer and leg.part is not Part.LISTENED)
        if talked and leg.person:
            yield leg.person


def sight_of(config: Config, person: Person | None) -> Sight:
    """What somebody who is no administrator may see."""
    if person is None:
        return NOTHING
    own = frozenset({person.key.text})
    reach = rights_of(config, person).recordings
    watched = own | _open(config, person, Opening.STATUS)
    if reach is Reach.ALL:
        return Sight(None, None, watched)
    recordings = _open(config, person, Opening.RECORDINGS)
    heard = recordings | own if reach is Reach.OWN else recordings
    return Sight(heard | own, heard, watched)


def _open(config: Config, person: Person, opening: Opening) -> People:
    return frozenset(key.text for key in open_to(config, person.key, opening))
