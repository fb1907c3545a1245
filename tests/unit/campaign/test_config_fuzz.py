"""What config-fuzz tries."""

from typing import get_args

from appliance.core.canonical import from_plain, to_plain
from appliance.core.commands import Command, edit
from tests.campaign.campaign_config_fuzz import _asked, _judged, _tries
from tests.campaign.whole_office import COMMANDS, office

_WHOLE = ("Replace", "PutAs")


def test_every_command_is_tried_and_right_as_it_stands() -> None:
    asked = _asked()
    assert {name.partition(" ")[0] for name in asked} == {
        each.__name__ for each in get_args(Command)
    }
    assert {type(each).__name__ for each in COMMANDS.values()} == {*COMMANDS}
    for name, plain in asked.items():
        command: Command = from_plain(Command, plain, "command")
        assert to_plain(command, Command) == plain
        if name != "RemoveExtension":  # the office needs that one
            edit(office(), command)


def test_whole_configurations_and_new_names_are_refused_or_taken_well() -> None:
    tries = {name: attempt for name, attempt in _tries(1) if name.startswith("command ")}
    for command in _WHOLE:
        of_it = [name for name in tries if name.startswith(f"command {command}:")]
        assert len(of_it) > 20
        for name in of_it[:: max(1, len(of_it) // 20)]:
            assert _judged(tries[name]) is None, name
