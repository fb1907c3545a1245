"""What a change does or would do, and what waits, in the wire's words."""

from appliance.apply.plan import Plan
from appliance.apply.transaction import Applied
from appliance.compiler.network import DHCP
from appliance.core.people import Language
from appliance.daemon.views import impact_view
from appliance.flows.change_config import Changes, Foreseen
from appliance.flows.dropped_calls import words
from appliance.flows.test_calls import Another
from appliance.flows.waiting import At, Later, WhenIdle, needs_confirm, seconds_to_confirm
from appliance.whatif.telling import story_lines
from appliance.wire.configured import Changed, Pending, StepView, TestCallView
from appliance.wire.kinds import When


def language_of(text: str) -> Language:
    """Of what is told; English for any language that stories are not told in."""
    return Language(text) if text in set(Language) else Language.EN


def foreseen_view(foreseen: Foreseen, language: Language) -> Changed:
    """Before it is made."""
    return Changed(
        revision=foreseen.revision,
        impact=impact_view(foreseen.plan.impact),
        files=foreseen.plan.changed,
        steps=tuple(
            StepView(each.text, impact_view(each.step.verb.impact), each.calls)
            for each in foreseen.steps
        ),
        drops=foreseen.drops,
        tests=tuple(_test(each, language) for each in foreseen.answers),
        edited=foreseen.edited,
        own=tuple(
            each.name for each in foreseen.own if f"custom/{each.name}" not in foreseen.plan.changed
        ),
        surprises=tuple(said for each in foreseen.own for said in each.problems),
        confirm_within=int(seconds_to_confirm(foreseen.plan)) * needs_confirm(foreseen.plan),
        moves_to=_moves_to(foreseen.plan),
    )


def _test(another: Another, language: Language) -> TestCallView:
    call = another.call
    return TestCallView(call.key.text, call.name.text, story_lines(another.story, language))


def applied_view(applied: Applied) -> Changed:
    """After it was made, or kept for later."""
    plan = applied.plan
    return Changed(
        revision=applied.revision,
        impact=impact_view(plan.impact),
        files=plan.changed,
        steps=tuple(StepView(words(step), impact_view(step.verb.impact)) for step in plan.steps),
        pending=applied.pending,
        confirm_within=int(seconds_to_confirm(plan)) * applied.pending,
        moves_to=_moves_to(plan),
    )


def _moves_to(plan: Plan) -> tuple[str, ...]:
    return tuple("" if address == DHCP else address for address in plan.moves_to)


def pending_view(changes: Changes) -> Pending:
    """The one change that waits."""
    if (waits := changes.unconfirmed) is not None:
        return Pending(waits.author, waits.message, until=waits.until)
    if (later := changes.later) is not None:
        return _later(later)
    return Pending()


def _later(later: Later) -> Pending:
    match later.when:
        case WhenIdle():
            return Pending(later.author, later.message, When.IDLE)
        case At(moment):
            return Pending(later.author, later.message, When.AT, moment)
