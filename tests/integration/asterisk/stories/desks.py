"""Calls whose channel begins before the first digit, as those of analogue telephones do."""

from tests.integration.asterisk.stories.people import hang_up, serve, talk
from tests.integration.asterisk.stories.stage import SECOND, Stage

CITY = "84951112233"


def desk_answered(stage: Stage) -> None:
    one, two = stage.lifted("301", "302"), stage.phone("302")
    serve(stage, two)
    one.answered()
    hang_up(stage, one, two)


def desk_to_one_who_rests(stage: Stage) -> None:
    stage.put("DND", "302", "YES")
    stage.lifted("301", "302").refused()


def desk_to_a_number_without_a_telephone(stage: Stage) -> None:
    stage.lifted("301", "309").refused()


def desk_to_a_telephone_that_is_off(stage: Stage) -> None:
    stage.lifted("301", "304").refused()


def desk_to_one_who_forwards(stage: Stage) -> None:
    """Whom he dialled is told, and not only where the call went."""
    stage.put("CF", "302", "305")
    one, five = stage.lifted("301", "302"), stage.phone("305")
    serve(stage, five)
    one.answered()
    hang_up(stage, one, five)


def desk_to_one_who_forwards_to_one_who_rests(stage: Stage) -> None:
    stage.put("CF", "302", "305")
    stage.put("DND", "305", "YES")
    stage.lifted("301", "302").refused()


def desk_to_a_group_that_rests(stage: Stage) -> None:
    for member in ("301", "302"):
        stage.put("DND", member, "YES")
    stage.lifted("305", "600").refused()


def desk_to_a_menu(stage: Stage) -> None:
    one = stage.lifted("305", "620")
    one.answered()
    talk(1)
    hang_up(stage, one)


def desk_to_the_conference(stage: Stage) -> None:
    one = stage.lifted("301", "450")
    one.answered()
    talk(1.5)
    hang_up(stage, one)


def desk_without_a_line(stage: Stage) -> None:
    far, second = stage.far(), stage.far(SECOND)
    one = stage.lifted("301", CITY)
    far.ringing()
    far.refuse("503 Service Unavailable")
    second.ringing()
    second.refuse("503 Service Unavailable")
    one.refused()


def desk_not_allowed(stage: Stage) -> None:
    stage.lifted("306", CITY).refused()


def desk_to_nobody(stage: Stage) -> None:
    """A number that is nobody's, by the code of a line."""
    stage.lifted("301", "*0").refused()


def to_a_number_without_a_telephone(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("309")
    one.refused()
