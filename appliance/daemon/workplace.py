"""Somebody's own place: his number, what he may set of its telephone, and by which code there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.rights import rights_of
from appliance.core.roles import Function
from appliance.daemon.configuring import Answering
from appliance.daemon.live_view import telephone
from appliance.daemon.office import Office
from appliance.daemon.placing import device_of
from appliance.daemon.sights import person_of
from appliance.flows.live_state import LiveStates
from appliance.wire.admission import Asker
from appliance.wire.workplace import GetWorkplace, OwnCode, Workplace

_CODES: Mapping[str, tuple[Feature, Feature | None]] = {
    "always": (Feature.FORWARD_ALL_ON, Feature.FORWARD_ALL_OFF),
    "busy": (Feature.FORWARD_BUSY_ON, Feature.FORWARD_BUSY_OFF),
    "no-answer": (Feature.FORWARD_NO_ANSWER_ON, Feature.FORWARD_NO_ANSWER_OFF),
    "follow-me": (Feature.FOLLOW_ME_ON, Feature.FOLLOW_ME_OFF),
    "do-not-disturb": (Feature.DO_NOT_DISTURB_ON, Feature.DO_NOT_DISTURB_OFF),
    "voicemail": (Feature.MY_VOICEMAIL, None),
}


@dataclass(frozen=True, slots=True)
class Workplaces:
    """What is set is live state, which `AskingLive` sets by the same question for everybody."""

    office: Office
    states: LiveStates

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {GetWorkplace: self._get}

    async def _get(self, _request: GetWorkplace, asker: Asker) -> Workplace:
        config = self.office.config()
        person = person_of(config, asker.person)
        if person is None:
            return Workplace()
        known = Workplace(name=person.name.text, person=person.key.text)
        if person.number is None:
            return known
        own, held = person.number.digits, rights_of(config, person).functions
        extension = config.extension(person.number)
        forwards = Function.FORWARD in held
        return Workplace(
            number=own,
            name=known.name,
            person=known.person,
            rings=bool(device_of(self.office, own)),
            forwards=forwards,
            rests=Function.DO_NOT_DISTURB in held,
            follows=forwards and bool(extension.devices and config.code(Feature.FOLLOW_ME_ON)),
            mailbox=any(box.number == person.number for box in config.mailboxes),
            telephone=telephone(own, self.states.now),
            codes=tuple(_codes(config)),
        )


def _codes(config: Config) -> Iterator[OwnCode]:
    for what, (on, off) in _CODES.items():
        if code := config.code(on):
            yield OwnCode(what, code, config.code(off) if off is not None else "")
