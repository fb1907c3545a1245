"""A story that was told anew, against the table."""

from collections.abc import Iterator

from appliance.core.calls import Call
from tests.fakes.told import TOLD, words
from tests.integration.asterisk.stories.telling import Heard

_TOLERANCE = 0.7  # seconds between what telephones and what Asterisk call the same moment
# Dial hangs up a telephone that redirects before or after its cause is known (Q.850 23).
_CAUSE_EITHER = {"sent_elsewhere_by_the_telephone": ("nobody, 17", "nobody, 23")}
_EITHER = {"queue_second_member_answers"}  # of both members the queue may begin with any


def faults(name: str, heard: Heard) -> Iterator[str]:
    """What the history says otherwise than the table and the telephones."""
    told = sorted(map(words, heard.calls))
    if told not in _wanted(name):
        yield f"told {told}, not {sorted(TOLD[name])}"
    talked = talk_of(heard)
    if heard.talked and not heard.talked - _TOLERANCE < talked:
        yield f"talked {talked:.2f} s, the telephones {heard.talked:.2f} s"
    if any(call.end < call.start or call.answer > call.end for call in heard.calls):
        yield "a call ends before it begins"


def talk_of(heard: Heard) -> float:
    """Seconds of talk in the row of the call that the telephones tell of.

    Of several it is the one that began and ended when they say; another may be longer.
    """
    answered = [call for call in heard.calls if call.answered_by]
    if not answered:
        return 0.0

    def apart(call: Call) -> float:
        return abs(call.answer - heard.talked_from) + abs(call.end - heard.talked_until)

    return min(answered, key=apart).talk_seconds


def _wanted(name: str) -> list[list[str]]:
    told = sorted(TOLD[name])
    if name in _CAUSE_EITHER:
        return [told, [line.replace(*_CAUSE_EITHER[name]) for line in told]]
    if name not in _EITHER:
        return [told]
    other = str.maketrans({"7": "8", "8": "7"})
    swapped = [
        " ".join(w.translate(other) if w.strip(";") in {"307", "308"} else w for w in line.split())
        for line in told
    ]
    return [told, sorted(swapped)]
