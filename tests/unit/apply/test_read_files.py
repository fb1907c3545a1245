"""An Asterisk that runs on another text than it should is found out, file by file."""

import asyncio

import pytest

from appliance.apply.read_files import have_been_read, questions
from appliance.compiler.compile import compile_config
from appliance.compiler.stamps import STAMPS, mark_of, stamped
from appliance.core.errors import Fault
from tests.fakes.running import Running
from tests.machines.known import OFFICES

FILES = compile_config(OFFICES["clinic"]())
# Files without a stamp: what is other in them, and then shown.
SHOWN = {
    "asterisk/cdr.conf": ("enable = no", "enable = yes"),
    "asterisk/extconfig.conf": ("people", "staff"),
    "asterisk/logger.conf": ("security", "verbose"),
    "asterisk/res_fax.conf": ("14400", "9600"),
    "asterisk/rtp.conf": ("10000", "11000"),
    "asterisk/udptl.conf": ("4000", "4100"),
}


def _other(path: str) -> dict[str, str]:
    """The same files but for one, which is as it would be compiled of something else."""
    if path in SHOWN:
        text = FILES[path].replace(*SHOWN[path])
    else:
        text = stamped(path, FILES[path] + "\n; another\n")
    assert text != FILES[path]
    return {**FILES, path: text}


@pytest.mark.parametrize("path", [*STAMPS, *SHOWN])
def test_a_file_that_was_not_read_is_told_by_name(path: str) -> None:
    new = _other(path)
    asyncio.run(have_been_read(Running(new), new, FILES))
    asyncio.run(have_been_read(Running(new), new))
    stale = Running(FILES)
    name = path.removeprefix("asterisk/")
    with pytest.raises(Fault, match=f"does not run on the new {name}"):
        asyncio.run(have_been_read(stale, new, FILES))
    assert len(stale.asked) == 1, "of what differs alone"
    with pytest.raises(Fault, match=f"does not run on the new {name}"):
        asyncio.run(have_been_read(Running(FILES), new))


def test_what_is_the_same_is_not_asked_about() -> None:
    nobody = Running({})
    asyncio.run(have_been_read(nobody, dict(FILES), FILES))
    assert nobody.asked == []


def test_every_file_of_asterisk_answers_or_is_known_not_to() -> None:
    """A file that is new is to have a stamp, if there is any way."""
    silent = {path for path in FILES if path.startswith("asterisk/") and "/tables/" not in path}
    silent -= {each.path for each in questions(FILES)}
    at_the_start_alone = {"carriers.pem", "ccss", "modules", "pjproject", "stasis"}
    told_by_others = {"chan_dahdi", "dahdi-channels", "res_config_sqlite3"}
    untold = {"cel_custom", "manager"}
    names = {path.removeprefix("asterisk/").removesuffix(".conf") for path in silent}
    assert names == at_the_start_alone | told_by_others | untold


def test_a_stamp_is_made_of_all_before_it() -> None:
    for path in STAMPS:
        text = FILES[path]
        assert mark_of(text)
        assert mark_of(stamped(path, text)) != mark_of(text)
        assert mark_of(stamped(path, text)) == mark_of(stamped(path, text))
        assert mark_of(stamped(path, text, "x")) != mark_of(stamped(path, text))


def test_a_file_without_a_stamp_is_as_it_was() -> None:
    assert stamped("asterisk/rtp.conf", "[general]\n") == "[general]\n"
    assert mark_of("[general]\n") == ""
