"""What a person with a screen or a serial cable sees of a new box, and of one that is set up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from build.lib.vm.waiting import wait_until
from tests.image.harness import Guest
from tests.image.web_page import WebPage

_HEAD = "Lineman "


def _screen(box: Guest) -> str:
    """The last page on the first screen; vcsa(4): rows, columns, cursor, then sign and colour."""
    raw = box.read("/dev/vcsa1")
    columns, signs = raw[1], raw[4::2].decode("cp437")
    lines = [signs[at : at + columns].rstrip() for at in range(0, len(signs), columns)]
    return "\n".join(lines).rpartition(_HEAD)[2]


def _serial(box: Guest) -> str:
    return box.console.text.rpartition(f"\n{_HEAD}")[2]


def _shows(box: Guest, page: Callable[[Guest], str], words: str, *, shown: bool) -> None:
    wait_until(lambda: (words in page(box)) is shown, f"{words}: {shown}", seconds=30)
    assert "Web address: https://" in page(box)


@pytest.mark.bios_box
@pytest.mark.parametrize("page", [_screen, _serial])
def test_a_new_box_says_where_it_is_and_what_opens_it(
    bios_box: Guest, page: Callable[[Guest], str]
) -> None:
    code = bios_box.run(["lineman", "setup-code"]).out.strip()
    assert len(code) == len("ABCDE-FGHJK")
    _shows(bios_box, page, f"Set-up code: {code}", shown=True)


@pytest.mark.parametrize("page", [_screen, _serial])
def test_a_box_that_is_set_up_shows_no_code(
    box: Guest, web_page: WebPage, page: Callable[[Guest], str]
) -> None:
    del web_page  # it made the first admin
    _shows(box, page, "Set-up code", shown=False)


@pytest.mark.bios_box
def test_enter_at_the_serial_line_asks_for_commands_and_leaves_no_shell(bios_box: Guest) -> None:
    line = bios_box.console
    here = len(line.text)
    line.type("\n")
    line.wait_for("lineman> ", after=here)
    for typed, answer in (
        ("status", "201"),
        ("setup-code", "[A-Z2-9]{5}-[A-Z2-9]{5}"),
        ("; touch /run/taken", "invalid choice"),
    ):
        here = len(line.text)
        line.type(f"{typed}\n")
        line.wait_for(answer, after=here + len(typed))
        line.wait_for("lineman> ", after=here + len(typed))
    assert bios_box.run(["ls", "/run/taken"], check=False).code != 0
    shown = ["systemctl", "show", "--property=MainPID", "--value", "lineman-prompt@ttyS0.service"]
    process = bios_box.run(shown).out.strip()
    assert bios_box.run(["stat", "-c", "%U", f"/proc/{process}"]).out == "lineman-console\n"
    here = len(line.text)
    line.type("exit\n")
    line.wait_for("Web address: https://", after=here)
