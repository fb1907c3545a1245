"""Each fax becomes a PDF that stays, and goes by mail once to whom its number names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.asterisk.faxes import LEAST, Fax, Faxes
from appliance.asterisk.queries import ChannelSeen
from appliance.core.calls import NO_FAX, WHOLE
from appliance.core.commands import Put, edit
from appliance.core.errors import Fault
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.mail import Mail
from appliance.core.people import Email
from appliance.core.text import DisplayName
from appliance.health.checks import disk_full
from appliance.mail import faxes
from appliance.mail.faxes import KIND, FaxByMail
from appliance.mail.pdf import Pdf, Unreadable, pdf_of
from tests.fakes.tiff import pages
from tests.machines.offices import number
from tests.unit.mail.office import NOW, Writing

TO = (Email("anna@example.com"), Email("office@example.com"))
UNIQUE = f"{NOW:.0f}.7"
NAME = f"main_{UNIQUE}_302"


def _put(folder: Path, name: str, count: int) -> Path:
    file = folder / f"{name}.tif"
    file.write_bytes(pages(count))
    return file


@dataclass
class Machine:
    """The fax number `main` of an office, and what it receives."""

    writing: Writing
    up: list[str] = field(default_factory=list)
    make: Callable[[Path], Awaitable[Pdf]] = pdf_of

    def __post_init__(self) -> None:
        self.folder = self.writing.folder / "fax"
        self.folder.mkdir()
        fax = FaxNumber(Key("main"), DisplayName("Бухгалтерия"), number("460"), TO)
        self.writing.config = edit(self.writing.config, Put(fax))

    async def channels(self) -> list[ChannelSeen]:
        return [
            ChannelSeen("PJSIP/1", each, each, "Up", "302", "", "", "", "s", "fax-main", "", 1)
            for each in self.up
        ]

    def watch(self) -> FaxByMail:
        writing = self.writing
        return FaxByMail(
            Faxes(self.folder),
            lambda: writing.config,
            writing.directory,
            writing.zone,
            writing.desk,
            writing.board,
            writing.letters,
            writing.put,
            self.channels,
            lambda fax: self.make(fax.file),
            writing.clock,
        )

    def receive(self, count: int, name: str = NAME, *, whole: bool = True) -> Path:
        if whole:
            (self.folder / f"{name}{WHOLE}").touch()
        return _put(self.folder, name, count)

    def files(self) -> list[str]:
        """What came, and what was made of it."""
        return sorted(each.name for each in self.folder.iterdir() if each.suffix != WHOLE)


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    made = Machine(Writing(tmp_path))
    yield made
    made.writing.letters.close()


async def test_a_fax_goes_to_all_that_its_number_names_and_stays_as_a_document(
    machine: Machine,
) -> None:
    machine.receive(2)
    watching = machine.watch()
    for _ in range(3):
        await watching.look()
    assert machine.files() == [f"{NAME}_2.pdf"]
    assert [got.to for got in machine.writing.read] == [[str(to)] for to in TO]
    letter = machine.writing.read[0]
    assert letter.letter["subject"] == "Факс: Boris 302, 2 страницы"
    assert "На номер «Бухгалтерия» пришёл факс." in letter.text
    assert "Когда: 15.01.2027 11:00:00\nСтраниц: 2" in letter.text, "by the office's clock"
    (part,) = letter.letter.iter_attachments()
    assert part.get_filename() == "fax-20270115-110000.pdf"
    assert part.get_content_type() == "application/pdf"
    content = part.get_content()
    assert content == (machine.folder / f"{NAME}_2.pdf").read_bytes()
    assert content.count(b"/Type /Page \n") == 2


async def test_one_that_broke_off_is_said_to_have(machine: Machine) -> None:
    watching = machine.watch()
    for whole, said in ((True, False), (False, True)):
        machine.receive(2, f"main_{NOW + whole:.0f}.7_302", whole=whole)
        await watching.look()
        letter = machine.writing.read[-1]
        assert letter.letter["subject"] == (
            f"Факс: Boris 302, 2 страницы{', связь оборвалась' if said else ''}"
        )
        assert ("пришли, возможно, не все страницы" in letter.text) is said
        assert len(list(letter.letter.iter_attachments())) == 1
    assert not list(machine.folder.glob(f"*{WHOLE}")), "it goes with what was received"


async def test_one_that_ends_while_it_is_looked_at_is_whole(machine: Machine) -> None:
    """Asterisk says that all came before it lets the call go."""
    machine.receive(2, whole=False)
    watching = machine.watch()

    async def just_over() -> list[ChannelSeen]:
        (machine.folder / f"{NAME}{WHOLE}").touch()
        return []

    watching.channels = just_over
    await watching.look()
    assert "связь оборвалась" not in machine.writing.read[-1].letter["subject"]


async def test_what_is_still_received_is_left_alone(machine: Machine) -> None:
    machine.receive(1)
    machine.up = [UNIQUE]
    watching = machine.watch()
    await watching.look()
    assert machine.files() == [f"{NAME}.tif"]
    machine.up = ["1800000000.9"]
    await watching.look()
    assert machine.files() == [f"{NAME}_1.pdf"]


async def test_it_stays_while_asterisk_cannot_say_whether_the_call_is_over(
    machine: Machine,
) -> None:
    machine.receive(1)

    async def silent() -> list[ChannelSeen]:
        raise Fault("Asterisk does not answer.")

    machine.channels = silent  # type: ignore[method-assign]
    with pytest.raises(Fault):
        await machine.watch().look()
    assert machine.files() == [f"{NAME}.tif"]


async def test_it_stays_until_its_letters_are_on_the_disk_and_none_is_written_twice(
    machine: Machine,
) -> None:
    machine.receive(1)
    put = machine.writing.put

    async def full(*_: object) -> bool:
        raise Fault("The disk is full.")

    machine.writing.put = full  # type: ignore[assignment,method-assign]
    with pytest.raises(Fault):
        await machine.watch().look()
    assert machine.files() == [f"{NAME}.tif", f"{NAME}_1.pdf"]

    async def cut(*given: object) -> bool:
        await put(*given)  # type: ignore[arg-type]
        raise Fault("The power was cut before what was received went.")

    machine.writing.put = cut  # type: ignore[assignment,method-assign]
    with pytest.raises(Fault):
        await machine.watch().look()
    machine.writing.put = put  # type: ignore[method-assign]
    await machine.watch().look()
    assert machine.files() == [f"{NAME}_1.pdf"]
    assert len(machine.writing.got) == len(TO)


async def test_what_cannot_be_read_is_an_issue_until_somebody_removes_it(machine: Machine) -> None:
    (machine.folder / f"{NAME}.tif").write_bytes(b"II*\0 and nothing of the kind")
    made: list[Path] = []

    async def counted(tiff: Path) -> Pdf:
        made.append(tiff)
        return await pdf_of(tiff)

    machine.make = counted
    watching = machine.watch()
    for _ in range(3):
        await watching.look()
    assert machine.files() == [f"{NAME}.tif"]
    assert len(made) == 1
    (issue,) = [opened.issue for opened in machine.writing.board.issues()]
    assert (issue.kind, issue.subject) == (KIND, NAME)
    assert issue.text == "A fax from 302 at 11:00:00 cannot be read."
    assert machine.writing.got == []
    (fax,) = watching.unreadable()
    await watching.remove(fax)
    assert machine.files() == []
    assert list(machine.writing.board.issues()) == []
    machine.receive(1)
    await watching.look()
    assert machine.files() == [f"{NAME}_1.pdf"]


async def test_without_a_server_or_readers_it_stays_on_the_page_alone(machine: Machine) -> None:
    machine.writing.config = replace(machine.writing.config, mail=Mail())
    machine.writing.desk = lambda *_: None  # type: ignore[assignment,method-assign]
    machine.receive(1)
    machine.receive(1, "gone_1800000000.8_")
    await machine.watch().look()
    assert machine.files() == ["gone_1800000000.8__1.pdf", f"{NAME}_1.pdf"]
    assert machine.writing.got == []


async def test_a_large_document_is_named_and_not_attached(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faxes, "LONGEST", 100)
    machine.receive(1, f"main_{UNIQUE}_")
    await machine.watch().look()
    letter = machine.writing.read[0]
    assert list(letter.letter.iter_attachments()) == []
    assert "слишком большой" in letter.text
    assert letter.letter["subject"] == "Факс: номер скрыт, 1 страница"


async def test_a_document_that_many_get_is_not_attached_to_more_than_fit(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its letters are in memory at once, and would drive others out of those that wait."""
    machine.receive(1)
    await machine.watch().look()
    size = (machine.folder / f"{NAME}_1.pdf").stat().st_size
    for room, unique in ((2 * size - 1, "1800000001.1"), (2 * size, "1800000002.1")):
        monkeypatch.setattr(faxes, "MOST", room)
        machine.receive(1, f"main_{unique}_302")
        await machine.watch().look()
    attached = [len(list(each.letter.iter_attachments())) for each in machine.writing.read]
    assert attached == [1, 1, 0, 0, 1, 1]


async def test_one_that_cannot_be_kept_keeps_no_other_back(machine: Machine) -> None:
    machine.receive(1)
    machine.receive(1, "main_1800000001.1_303")

    async def failing(tiff: Path) -> Pdf:
        if tiff.stem == NAME:
            raise Fault("It cannot be read from the disk.")
        return await pdf_of(tiff)

    machine.make = failing
    with pytest.raises(Fault, match="from the disk"):
        await machine.watch().look()
    assert machine.files() == [f"{NAME}.tif", "main_1800000001.1_303_1.pdf"]
    assert len(machine.writing.got) == len(TO)


async def test_none_is_taken_while_there_is_little_room(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there already becomes a document all the same."""
    machine.receive(1)
    assert LEAST == disk_full.LEAST, "the box says so by then"
    for left, files in ((4, [NO_FAX, f"{NAME}_1.pdf"]), (5, [f"{NAME}_1.pdf"])):
        room = SimpleNamespace(f_bavail=left, f_blocks=100)
        monkeypatch.setattr("appliance.asterisk.faxes.os.statvfs", lambda _, room=room: room)
        await machine.watch().look()
        assert machine.files() == sorted(files)
    monkeypatch.undo()
    Faxes(machine.folder / "missing").judge_room()
    assert machine.files() == [f"{NAME}_1.pdf"]


async def test_a_program_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "hangs"
    program.write_text("#!/bin/sh\nexec sleep 1000\n")
    program.chmod(0o755)
    monkeypatch.setattr("appliance.mail.pdf.WITHIN", 0.2)
    with pytest.raises(Unreadable):
        async with asyncio.timeout(30):
            await pdf_of(_put(tmp_path, "x", 1), program)


def test_only_files_that_are_named_as_faxes_are_any(tmp_path: Path) -> None:
    for name in ("notes", "main_12_302", "Main_1.2_302", "main_1.2_3O2", "main_1.2_302_x"):
        _put(tmp_path, name, 1)
    _put(tmp_path, "main_1.2_+79161234567", 1)
    found: list[Fax] = Faxes(tmp_path).received()
    assert [(each.number, each.unique, each.caller, each.time) for each in found] == [
        ("main", "1.2", "+79161234567", 1.0)
    ]
    assert Faxes(tmp_path / "missing").received() == []
