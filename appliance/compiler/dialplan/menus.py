"""Voice menus."""

from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.prompts import spoken
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import location, steps_to
from appliance.core.call_handling import Menu
from appliance.core.config import Config
from appliance.core.targets import ToMenu

_BETWEEN_DIGITS = 3  # seconds until what was pressed counts as complete


def menus(config: Config) -> tuple[Context, ...]:
    """A context each; of numbers only extensions can be dialled in it."""
    return tuple(_menu(config, menu) for menu in config.menus)


def numbers(config: Config) -> Context:
    """Menus that have an internal number."""
    return Context(
        "ext-menus",
        tuple(
            numbered(config, menu.number.digits, location(ToMenu(menu.key)))
            for menu in config.menus
            if menu.number is not None
        ),
    )


def _menu(config: Config, menu: Menu) -> Context:
    choices = tuple(Exten(choice.digit, steps_to(choice.to)) for choice in menu.choices)
    wrong = Exten("i", (Step("Goto", "s,wrong", note=Note("wrong keys", ("${INVALID_EXTEN}",))),))
    includes = ("ext-local",) if menu.direct_dial else ()
    return Context(
        f"ivr-{menu.key}", (Exten("s", _greeting(config, menu)), *choices, wrong), includes
    )


def _greeting(config: Config, menu: Menu) -> tuple[Step, ...]:
    """Without its sound file the menu gives dial tone, and takes digits all the same."""
    wait = f"{menu.wait_seconds}"
    return (
        Step("Answer"),
        Step("Wait", "1"),
        Step("Set", f"TIMEOUT(digit)={_BETWEEN_DIGITS}"),
        Step("Set", "TRIES=0"),
        Step("BackGround", spoken(config, menu.greeting), "again", Note("menu", (menu.name.text,))),
        Step("GotoIf", '$["${BACKGROUNDSTATUS}"="FAILED"]?tone'),
        Step("WaitExten", wait),
        Step("Goto", "wrong"),
        Step("WaitExten", f"{wait},d", "tone"),
        Step("Set", "TRIES=$[${TRIES}+1]", "wrong"),
        Step("GotoIf", f"$[${{TRIES}}<{menu.tries}]?again"),
        *steps_to(menu.otherwise),
    )
