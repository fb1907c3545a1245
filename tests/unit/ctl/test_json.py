"""Each word answers a program with one object: what was answered, by the name of its kind."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance.ctl import __main__ as ctl
from appliance.ctl.command_line import command_line
from appliance.wire.history import GetCall, GetHistory
from appliance.wire.kinds import Answer
from appliance.wire.protocol import GetSetupCode, SetUp
from tests.fakes.authority import Authority, fresh_key, pem_of
from tests.fakes.certificate import certified
from tests.fakes.simulated import Running, asked, eventually, free
from tests.fakes.stories import told_again
from tests.unit.core.test_wav import file as wav
from tests.unit.ctl.conftest import Lineman

SCHEDULE = {"key": "hours", "name": "Часы", "week": [], "code": 3}
PROMPTS = ({"key": "hello", "name": "Здравствуйте"}, {"key": "late", "name": "Закрыто"})
QUEUE = {"key": "sales", "name": "Продажи", "number": None, "members": ["201"]}
GONE = {"key": "gone", "name": "Лишнее"}
DID = {"did": "74951234567", "to": {"type": "ToExtension", "number": "201"}}
PASSWORD = "a long enough secret"
SOUND = wav(b"\1\0" * 16000)
_ON_TRIAL = ("people", "set", "anna", "--email", "a@example.com", "--confirm")

# Word by word what is typed and the kinds of the answer; `%` is a folder with files of each sort.
ASKED: dict[str, tuple[str, str]] = {
    "people": ("", "parts"),
    "people add": ("Лев --number 306 --sip", "changed"),
    "people set": ("anna --email b@example.com", "changed"),
    "people remove": ("oleg", "changed"),
    "accounts": ("", "accounts"),
    "accounts set": ("anna --role operator --password", "done"),
    "accounts lock": ("anna", "done"),
    "accounts unlock": ("anna", "done"),
    "accounts end-sessions": ("anna", "done"),
    "accounts drop-code": ("anna", "done"),
    "accounts drop-passkeys": ("anna", "done"),
    "accounts second-factor": ("employee", "done"),
    "accounts sessions": ("", "opensessions"),
    "accounts remove": ("anna", "done"),
    "keys": ("", "apikeys"),
    "keys make": ("1C --scope state", "apikeymade"),
    "keys revoke": ("1C", "apikeys"),
    "rights": ("anna", "rightsof"),
    "lines": ("", "parts cards"),
    "routes": ("", "officesettings parts*"),
    "forward": ("201 202", "livestate"),
    "follow-me": ("201 89161234567", "livestate"),
    "dnd": ("201 on", "livestate"),
    "intercom": ("201 off", "livestate"),
    "queue-login": ("201 off", "livestate"),
    "queue-pause": ("201 on", "livestate"),
    "block-list": ("+79161234567 off", "livestate"),
    "camp-on": ("201 off", "livestate"),
    "hot-desk": ("201 off", "livestate"),
    "wake-up": ("201 07:30", "livestate"),
    "speed-dial": ("201 5 89161234567", "livestate"),
    "day-night": ("hours night", "livestate"),
    "live": ("", "livestate"),
    "live log": ("", "livechanges"),
    "live export": ("%/new", "done"),
    "live restore": ("%/live.json", "liverestored"),
    "trace": ("201 202", "told"),
    "parts": ("", "parts*"),
    "parts list": ("Prompt", "parts"),
    "parts put": (f"Department {json.dumps(GONE)}", "changed"),
    "parts rename": ("Department gone went", "changed"),
    "parts remove": ("Department went", "changed"),
    "sounds": ("", "parts soundfound*"),
    "sounds put": ("hello %/sound.wav", "changed"),
    "sounds get": ("hello %/new", "done"),
    "sounds export": ("%/new", "done"),
    "sounds import": ("%/sounds.tar", "soundstaken"),
    "plan": ("%/office.json", "changed"),
    "apply": ("%/office.json", "changed"),
    "export": ("%/new", "done"),
    "import": ("%/people.csv", "tableread"),
    "revisions": ("", "revisions pending"),
    "diff": ("", "difference"),
    "revert": ("1 --preview", "changed"),
    "confirm": ("", "done"),
    "cancel": ("", "done"),
    "status": ("", "status cards callsnow update pending"),
    "cards": ("", "cards"),
    "log": ("--lines 3", "log"),
    "setup-code": ("", "setupcode"),
    "certificate": ("", "certificate"),
    "certificate request": ("pbx.example.com", "certificaterequest"),
    "certificate set": ("%/chain.pem --key %/key.pem", "certificate"),
    "certificate own": ("", "certificate"),
    "restart": ("", "done"),
    "calls": ("--past 3", "history"),
    "why": ("", "calltold"),
    "recording": ("last %/new", "done"),
    "ring": ("203", "done"),
    "recordings": ("", "recordingsremoved"),
    "recordings remove": ("--before 2014-01-01 --yes", "recordingsremoved"),
    "bans": ("", "bans"),
    "monitoring": ("", "monitoring"),
    "monitoring metrics": ("off", "monitoring"),
    "monitoring snmp": ("on --from 10.0.0.9", "snmpset"),
    "monitoring syslog": ("off", "monitoring"),
    "unban": ("", "bans"),
    "mail": ("", "mailqueue"),
    "network": ("", "network parts"),
    "network set": ("eth1 --address 198.51.100.9/24 --preview", "changed"),
    "update": ("", "update"),
    "support-bundle": ("%/new", "done"),
    "help": ("people", "help"),
}
# What comes before it.
BEFORE = {"confirm": _ON_TRIAL, "cancel": _ON_TRIAL}


def _kinds(kind: type[Answer] = Answer) -> Iterator[type[Answer]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


KINDS = {each.__name__.lower(): each for each in _kinds()}


@pytest.fixture(scope="module")
def files(simulated: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of each sort that is read, once the office has one of everything."""
    folder = tmp_path_factory.mktemp("files")

    def do(*arguments: str) -> None:
        assert ctl.main(["--socket", str(simulated.path), *arguments]) == 0, arguments

    code = asked(simulated.console.ask(GetSetupCode())).code
    asked(simulated.page.ask(SetUp(code, "admin", PASSWORD)))
    keys = simulated.folder / "state" / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    certified(keys)
    key = fresh_key()
    (folder / "key.pem").write_text(pem_of(key))
    (folder / "chain.pem").write_text(Authority("A root").signed(key, "192.0.2.10"))
    (folder / "sound.wav").write_bytes(SOUND)
    (folder / "people.csv").write_text("номер;ФИО\n307;Мария\n", encoding="utf-8")
    do("parts", "put", "Schedule", json.dumps(SCHEDULE))
    do("parts", "put", "Queue", json.dumps(QUEUE))
    do("parts", "put", "DidRoute", json.dumps(DID))
    do("parts", "put", "BlockedCaller", json.dumps({"number": "79990000000"}))
    do(*["people", "add", "Анна", "--key", "anna", "--number", "305", "--sip"])
    do(*["people", "add", "Олег", "--key", "oleg"])
    for prompt in PROMPTS:
        do("parts", "put", "Prompt", json.dumps(prompt))
    do("sounds", "put", "hello", str(folder / "sound.wav"))
    for word, name in (("live", "live.json"), ("sounds", "sounds.tar")):
        do(word, "export", str(folder / name))
    do("export", str(folder / "office.json"))
    return folder


@pytest.fixture(scope="module")
def _called(simulated: Running) -> None:
    spool = next(simulated.folder.glob("**/cel/current.csv"))
    with spool.open("a", encoding="utf-8") as file:
        file.write("\n".join(told_again("held", 23)) + "\n")
    (call,) = eventually(
        lambda: simulated.console.ask(GetHistory(since=2e9)), lambda found: len(found.calls) == 1
    ).calls
    told = asked(simulated.console.ask(GetCall(call.key, "en")))
    path = simulated.folder / "data" / told.recordings[0].path.removeprefix("/srv/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOUND)


def test_every_word_is_asked() -> None:
    every = command_line().every()
    subs = {f"{name} {sub}" for name, word in every.items() for sub in word.subs}
    # What needs a server, or a port that is set up: see their own tests.
    apart = {"mail test", "monitoring test", "network automatic"}
    assert {*every, *subs} - apart == {*ASKED}


@pytest.mark.usefixtures("_called")
@pytest.mark.parametrize("word", ASKED)
def test_the_answer_is_one_object_by_kinds(
    lineman: Lineman, files: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    typed, kinds = ASKED[word]
    if word in BEFORE:
        lineman.said(*BEFORE[word])
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    free(lineman.box, "203")  # to be rung
    found = lineman.json(*word.split(), *_arguments(typed, files))
    assert {*found} == {each.rstrip("*") for each in kinds.split()}
    for kind in kinds.split():
        _check(found, kind)


def _arguments(typed: str, files: Path) -> list[str]:
    """What stands behind the first brace is one argument."""
    plain, brace, rest = typed.partition("{")
    (files / "new").unlink(missing_ok=True)
    return [*plain.replace("%", str(files)).split(), *([brace + rest] if brace else [])]


def _check(found: dict[str, Any], kind: str) -> None:
    """A list where a kind is marked so; whoever has no sound has null there."""
    name = kind.rstrip("*")
    if name == "help":
        assert "lineman people" in found["help"]["text"]
        return
    several = found[name] if kind.endswith("*") else [found[name]]
    assert isinstance(several, list)
    assert several
    for each in several:
        if each is not None:
            msgspec.convert(each, KINDS[name])


@pytest.mark.usefixtures("files")
def test_nothing_of_several_is_lost(lineman: Lineman) -> None:
    """Of all kinds of parts each stands there, and to each prompt its sound."""
    of_each = {each["kind"]: each["parts"] for each in lineman.json("parts")["parts"]}
    assert [each["key"] for each in of_each["Prompt"]] == ["hello", "late"]
    assert of_each["Queue"][0]["key"] == "sales"
    sounds = lineman.json("sounds")
    assert [each["key"] for each in sounds["parts"]["parts"]] == ["hello", "late"]
    assert [each and each["milliseconds"] for each in sounds["soundfound"]] == [2000, None]
    routes = lineman.json("routes")["parts"]
    assert {each["kind"] for each in routes} >= {"DidRoute", "BlockedCaller"}
