"""The ways in which one number is written: read into E.164 digits, and written again."""

from dataclasses import dataclass
from functools import lru_cache

from appliance.core.numbering.language import DIGITS, NOTHING, Language, word
from appliance.core.numbering.plans import WORLD, Plan
from appliance.core.trunks import NumberFormat


@dataclass(frozen=True, slots=True)
class Form:
    """`sign` and one of `numbers`: without its first `drop` signs and behind `put` it is E.164."""

    sign: str  # `+` or nothing
    numbers: Language
    drop: int
    put: str

    def read(self, text: str) -> str | None:
        """The number in E.164 digits, or None when it is not written so."""
        digits = text.removeprefix(self.sign)
        if not text.startswith(self.sign) or not digits.isdecimal() or not digits.isascii():
            return None
        return self.put + text[self.drop :] if digits in self.numbers else None


_PLUS = Form("+", WORLD, 1, "")


def _abroad(plan: Plan) -> Form:
    return Form("", word(plan.international_prefix) + WORLD, len(plan.international_prefix), "")


@lru_cache(maxsize=64)
def dialled_forms(plan: Plan, area: str | None) -> tuple[Form, ...]:
    """How people dial; no number has two of these forms."""
    code = plan.calling_code
    within = (
        Form("", word(trunk.prefix) + trunk.numbers, len(trunk.prefix), code)
        for trunk in plan.trunks
    )
    local = Form("", plan.local(area), 0, code + (area or ""))
    return (_PLUS, _abroad(plan), *within, *((local,) if local.numbers else ()))


@lru_cache(maxsize=64)
def brought_forms(plan: Plan, area: str | None, brings: NumberFormat) -> tuple[Form, ...]:
    """How callers' numbers arrive on a line."""
    match brings:
        case NumberFormat.NATIONAL:
            return dialled_forms(plan, area)
        case NumberFormat.SIGNIFICANT:
            return (_PLUS, _abroad(plan), Form("", plan.numbers, 0, plan.calling_code))
        case NumberFormat.E164 | NumberFormat.PLUS:
            return (_PLUS,)


def read(forms: tuple[Form, ...], text: str) -> str | None:
    """E.164 digits of a number written in one of `forms`; None: in none of them."""
    return next((found for form in forms if (found := form.read(text)) is not None), None)


def normalised_caller(plan: Plan, area: str | None, brings: NumberFormat, number: str) -> str:
    """A caller's number in E.164 digits; one in no form we know stays as it came."""
    return read(brought_forms(plan, area, brings), number) or number


@dataclass(frozen=True, slots=True)
class Rewrite:
    """E.164 digits that begin with `begins` lose their first `drop` and get `put` before them."""

    begins: str
    drop: int
    put: str


@lru_cache(maxsize=64)
def rewrites(plan: Plan, area: str | None, sends: NumberFormat) -> tuple[Rewrite, ...]:
    """How numbers are written to a line: the first that fits; the last one fits every number."""
    code = plan.calling_code
    abroad = Rewrite("", 0, plan.international_prefix)
    match sends:
        case NumberFormat.NATIONAL:
            return (*_city(plan, area), *_within(plan), abroad)
        case NumberFormat.SIGNIFICANT:
            return (Rewrite(code, len(code), ""), abroad)
        case NumberFormat.E164:
            return (Rewrite("", 0, ""),)
        case NumberFormat.PLUS:
            return (Rewrite("", 0, "+"),)


def _prefix(plan: Plan, digits: str) -> str:
    """What stands before national numbers that begin so."""
    return next(trunk.prefix for trunk in plan.trunks if trunk.numbers.after(digits))


def _within(plan: Plan) -> tuple[Rewrite, ...]:
    """By the first digit, where that decides; what most have is the rule."""
    code = plan.calling_code
    by_digit = {digit: _prefix(plan, digit) for digit in DIGITS if plan.numbers.after(digit)}
    usual = max(by_digit.values(), key=list(by_digit.values()).count)
    others = (
        Rewrite(code + digit, len(code), prefix)
        for digit, prefix in by_digit.items()
        if prefix != usual
    )
    return (*others, Rewrite(code, len(code), usual))


def _city(plan: Plan, area: str | None) -> tuple[Rewrite, ...]:
    """Without the area's code, but for numbers that could not be told from others then."""
    if area is None:
        return ()
    code = plan.calling_code
    if plan.plain:
        return (Rewrite(code + area, len(code), ""),)
    own, local = plan.fixed.after(area), plan.local(area)
    if local is NOTHING:
        return ()
    whole = (
        Rewrite(code + area + digit, len(code), _prefix(plan, area))
        for digit in DIGITS
        if own.after(digit) and not local.after(digit)
    )
    return (*whole, Rewrite(code + area, len(code + area), ""))


def format_number(plan: Plan, area: str | None, e164: str, sends: NumberFormat) -> str:
    """The number as `sends` writes it."""
    every = rewrites(plan, area, sends)
    rewrite = next(each for each in every if e164.startswith(each.begins))
    return rewrite.put + e164[rewrite.drop :]
