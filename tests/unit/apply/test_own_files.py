"""What is surprising in an expert's own files is said, and nothing else."""

from pathlib import Path

import pytest

from appliance.apply.own_files import OwnFile, in_dialplan, own_files
from appliance.compiler.compile import compile_config
from appliance.compiler.header import CUSTOM
from tests.machines.offices import shop

SHOP = shop()
FILES = compile_config(SHOP)
NAME = "extensions_custom.conf"


def _look(folder: Path, text: str, name: str = NAME) -> tuple[str, ...]:
    (folder / name).write_text(text)
    (found,) = own_files(folder, FILES, SHOP, {})
    assert found.name == name
    return found.problems


def test_without_any_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert own_files(tmp_path, FILES, SHOP, {}) == ()
    assert own_files(tmp_path / "missing", FILES, SHOP, {}) == ()


def test_what_the_dialplan_reads_is_told_by_name(tmp_path: Path) -> None:
    """Also through another file; not what others read, nor what says nothing."""
    read = f'#tryinclude "{CUSTOM}/more.conf"\n#tryinclude "{CUSTOM}/notes.conf"\n'
    (tmp_path / NAME).write_text(read)
    (tmp_path / "more.conf").write_text("[from-internal-custom]\nexten => 700,1,Answer()\n")
    (tmp_path / "notes.conf").write_text("; nothing yet\n")
    (tmp_path / "pjsip_custom.conf").write_text("[mine]\n")
    assert in_dialplan(tmp_path, FILES) == (NAME, "more.conf")
    assert in_dialplan(tmp_path / "missing", FILES) == ()


def test_what_such_files_are_made_of_is_fine(tmp_path: Path) -> None:
    text = """; my own
[from-internal-custom](+)
exten => 700,1,Answer() ; a clock
 same => n,SayUnixTime()
;-- a note
that is no line
--;
#tryinclude "/var/lib/lineman/custom/more.conf"
[template](!)
a = b\\; c
"""
    assert _look(tmp_path, text) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("#exec /bin/sh", "line 2: #exec would run a program"),
        ("#include /etc/passwd", "line 2: reads /etc/passwd, not a .conf file of"),
        ("#include ../secret.conf", "line 2: reads ../secret.conf"),
        ("#include more.conf", "line 2: reads more.conf, not a .conf file of /var/lib"),
        ("#include /var/lib/lineman/custom/../x.conf", "line 2: reads /var/lib/lineman/custom/.."),
        ("#include /var/lib/lineman/custom/more.txt", "line 2: reads /var/lib/lineman/custom/more"),
        ("#define x", "line 2: is neither"),
        ("what is this", "line 2: is neither"),
        ("[broken", "line 2: is neither"),
    ],
)
def test_what_is_surprising_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    (problem,) = _look(tmp_path, f"[a]\n{line}\n")
    assert said in problem


def test_a_file_that_nobody_reads_is_told(tmp_path: Path) -> None:
    assert _look(tmp_path, "", "sip_custom.conf") == ("sip_custom.conf: no file of ours reads it.",)


def test_a_file_that_another_one_reads_is_read(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("#include </var/lib/lineman/custom/more.conf>\n")
    (tmp_path / "more.conf").write_text("[more]\n")
    assert own_files(tmp_path, FILES, SHOP, {}) == (OwnFile(NAME), OwnFile("more.conf"))


def test_what_is_brought_is_looked_at_as_if_it_were_there(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("[broken")
    found = own_files(tmp_path, FILES, SHOP, {NAME: "[whole]\n", "more.conf": "x"})
    assert found[0] == OwnFile(NAME)
    assert found[1].problems[0] == "more.conf: no file of ours reads it."


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe")
    assert own_files(tmp_path, FILES, SHOP, {}) == (
        OwnFile(NAME, (f"{NAME}: is no text in UTF-8.",)),
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (found,) = own_files(tmp_path, FILES, SHOP, {})
    assert "cannot be read" in found.problems[0]
