"""Intercom: a telephone that is asked to answer by itself, so that who calls is heard at once.

Telephones of the office network do so by what stands in the call's headers, each make by its own;
analogue ones cannot. One that talks is left alone, and whoever is spoken to hears a tone first.
"""

from collections.abc import Iterator
from dataclasses import replace

from appliance.compiler.dialplan import in_call, recording
from appliance.compiler.dialplan.codes import MINE, journal, own, says
from appliance.compiler.dialplan.forwarding import INTERCOM, INTERCOM_RING, REFUSED
from appliance.compiler.dialplan.steps import (
    END_OF_CALL,
    Context,
    Exten,
    Note,
    Step,
    dialled,
    written,
)
from appliance.core.calls import PAGING
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import YES, Family, read
from appliance.core.noted import Fact

LEG = "sub-intercom"
"""Run on the channel of each telephone before it is called."""

_FAMILY = Family.NO_INTERCOM
_CALLED = "${ARG1}"
SECONDS = 15  # a telephone that does not answer by itself rings so long
TONE = "beep"
_HEADERS = {"Alert-Info": "Auto Answer", "Call-Info": "<sip:127.0.0.1>;answer-after=0"}
"""Yealink, Fanvil and Snom heed the first, Grandstream and others the second."""


def call(config: Config, code: str) -> Iterator[Exten]:
    """The number follows. It goes the way of any call to it, but for who takes it.

    That of a hunt group is announced to, see `paging.py`.
    """
    if not config.extensions:
        return
    number = dialled(len(code))
    inside = f"${{DIALPLAN_EXISTS(ext-local,{number},1)}}"
    yield Exten(
        f"_{code}X.",
        (
            own(dialled()),
            *_page(config, number),
            Step("GotoIf", f"$[{inside}=0]?{REFUSED},{dialled()},1", note=Note("no such number")),
            Step("Set", f"{INTERCOM}=YES"),
            Step("Goto", f"ext-local,{number},1", note=Note("intercom", (number,))),
        ),
    )


def _page(config: Config, number: str) -> Iterator[Step]:
    if any(group.number for group in config.hunt_groups):
        yield Step("GotoIf", f"${{DIALPLAN_EXISTS({PAGING},{number},1)}}?{PAGING},{number},1")


def denied(number: str) -> str:
    """The condition that its telephones are not to answer by themselves."""
    return f'"{read(Family.DO_NOT_DISTURB, number)}{read(_FAMILY, number)}"!=""'


def allow(_: Config, code: str) -> Iterator[Exten]:
    clear = Step("Set", f"DB_DELETE({_FAMILY}/{MINE})=", note=Note("clears", (_FAMILY,)))
    yield Exten(code, (own(code), clear, journal(_FAMILY, MINE), *says("activated")))


def deny(_: Config, code: str) -> Iterator[Exten]:
    keep = Step("Set", f"DB({_FAMILY}/{MINE})={YES}", note=Note("sets", (_FAMILY, YES)))
    yield Exten(code, (own(code), keep, journal(_FAMILY, MINE, YES), *says("de-activated")))


def contexts(config: Config, leg: tuple[Step, ...]) -> tuple[Context, ...]:
    """`leg` is what is done on every telephone's channel before it rings."""
    if not config.code(Feature.INTERCOM):
        return ()
    headers = tuple(
        Step("Set", f"PJSIP_HEADER(add,{name})={value}") for name, value in _HEADERS.items()
    )
    return (
        Context(INTERCOM_RING, (Exten("_[0-9*#]!", _ring(config)),)),
        Context(LEG, (Exten("s", (*headers, *leg)),)),
    )


def _ring(config: Config) -> tuple[Step, ...]:
    """Goes on from `ext-ring`, with its arguments; `RING` becomes the telephones that are free."""
    other = '"${ONE:0:6}"!="PJSIP/" | "${DEVICE_STATE(${ONE})}"!="NOT_INUSE"'
    may = f"{in_call.called_may(config)}{in_call.caller_may(config)}"
    return (
        Step("GotoIf", f"$[{denied(_CALLED)}]?rests", note=Note("denies intercom", (_CALLED,))),
        Step("Set", f"{INTERCOM}="),  # wherever the call goes on from here, it rings
        Step("Set", "LEFT=${ARG2}"),
        Step("Set", "RING="),
        Step("Set", "ONE=${SHIFT(LEFT,&)}", "next"),
        Step("GotoIf", f"$[{other}]?more"),
        Step("Set", "RING=${RING}&${ONE}"),
        Step("GotoIf", '$["${LEFT}"!=""]?next', "more"),
        Step("GotoIf", '$["${RING}"=""]?talks'),
        recording.between(),
        Step("Dial", f"${{RING:1}},{SECONDS},ib({LEG}^s^1)A({TONE}){may}"),
        END_OF_CALL,
        replace(written(Fact.RESTS, _CALLED), label="rests"),
        Step("Goto", "call-end,BUSY,1"),
        replace(written(Fact.TALKS, _CALLED), label="talks"),
        Step("Goto", "call-end,BUSY,1"),
    )
