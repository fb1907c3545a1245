"""Who has to wait at the page's door, because somebody guessed at it, need not any longer.

He gives his own PIN at his own telephone. Whether he is an administrator of the page is no business
of the dialplan: the supervisor reads it in the journal (`daemon/let_in.py`).
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import guesses
from appliance.compiler.dialplan.codes import ANSWER, MINE, journal, own, says
from appliance.compiler.dialplan.guesses import WHO
from appliance.compiler.dialplan.people_table import PINS, field
from appliance.compiler.dialplan.steps import Exten, Note, Step
from appliance.core.config import Config
from appliance.core.live_state import YES, Family

_HAS_PIN = Note("asks whether there is a PIN", (WHO,))


def let_in(config: Config, code: str) -> Iterator[Exten]:
    yield Exten(
        code,
        (
            own(code),
            *ANSWER,
            *guesses.asked(MINE),
            Step("GotoIf", f'$["{field(WHO, "digest", PINS)}"=""]?wrong', note=_HAS_PIN),
            *guesses.judged(config),
            journal(Family.DOOR, MINE, YES),
            *says("auth-thankyou"),
        ),
    )
