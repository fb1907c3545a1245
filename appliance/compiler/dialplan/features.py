"""Codes a telephone dials to the box itself.

The exact ones exist because chan_dahdi takes `*78`, `*79` and `*0` from telephones for itself
unless the dialplan has just these digits, and `*60` once a last caller is known (sig_analog.c).
"""

from appliance.compiler.dialplan.steps import Context, Exten, Step

_NOT_HERE = (Step("Congestion", "20"),)


def features() -> Context:
    """Echo test, the clock, my number; codes of functions we do not have yet are refused."""
    return Context(
        "app-features",
        (
            Exten("*43", (Step("Answer"), Step("Wait", "1"), Step("Echo"))),
            Exten("*60", (Step("Answer"), Step("Wait", "1"), Step("SayUnixTime", ",,R"))),
            Exten(
                "*65",
                (Step("Answer"), Step("Wait", "1"), Step("SayDigits", "${CALLERID(num)}")),
            ),
            *(Exten(code, _NOT_HERE) for code in ("*0", "*78", "*79")),
        ),
    )


def check() -> Context:
    """Where the box calls itself to prove that calls pass; left out of the history."""
    return Context(
        "lineman-check",
        (
            Exten("loop", (Step("Answer"), Step("Echo"))),
            Exten("tone", (Step("Answer"), Step("Milliwatt"))),
        ),
    )
