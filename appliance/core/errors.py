"""The two kinds of error that are somebody's to mend; anything else is a bug: let it crash."""


class Invalid(ValueError):  # the project's word, shown at the field
    """What the admin entered cannot be: his to mend, shown at the field, never logged."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Outdated(Invalid):
    """The change was made from revision `since`, and others have changed things after it."""

    def __init__(self, field: str, reason: str, since: int) -> None:
        super().__init__(field, reason)
        self.since = since


class Fault(Exception):  # the project's word
    """What the box could not do: logged once and raised as an issue with its remedy."""

    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.remedy = remedy
