"""Everything that the pages do, done once by a program: no operation of the API is left out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from appliance.bans import kept
from appliance.core.bans import Ban
from appliance.simulate import mailboxes
from appliance.simulate.script import PHONES
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.protocol import LogIn
from appliance.wire.roles import Scope
from build.lib.vm.waiting import wait_until
from tests.fakes.authority import Authority, fresh_key, pem_of
from tests.fakes.simulated import free
from tests.fakes.tiff import pages
from tests.fakes.voice import voice
from tests.unit.core.test_wav import file
from tests.web.api_parity import DONE_BY
from tests.web.api_walk import Walk
from tests.web.api_watching import monitoring, update
from tests.web.configured import PASSWORD, aside, ask, configured
from tests.web.test_api import BASE, Program, problem, told
from tests.web.test_call_log import RECORDED, tell
from webui import security
from webui.api.collections import COLLECTIONS
from webui.api.table import ROUTES

_TABLE = "номер;ФИО;e-mail\n451;Вера Сорокина;vera@example.com\nx;;\n".encode()


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with configured(tmp_path_factory.mktemp("all")) as office:
        tell(office, RECORDED)
        key = ask(office.running.page, MakeApiKey("1C", tuple(Scope)), office.session).text
        with office.certified():
            yield Walk(Program(office, key))
        assert "Traceback" not in office.stand.log()


def test_everything_that_the_pages_do_is_done_by_a_program(walk: Walk) -> None:
    for part in (
        _accounts, _keys, _box, _certificate, _calls, _log, _voicemail, _live, _people, _parts,
        _changes, _hooks, monitoring, update,
    ):  # fmt: skip
        part(walk)
    assert {route.name for route in ROUTES} - walk.done == set()
    assert {name for names in DONE_BY.values() for name in names.split()} <= walk.done


def _accounts(do: Walk) -> None:
    office = do.office
    boris = {"password": PASSWORD, "role": "manager", "person": "person-202"}
    do("set-account", boris, user="boris")
    do("set-account", {**boris, "password": ""}, user="boris")
    session = ask(office.running.page, LogIn("boris", PASSWORD)).token
    assert [each["user"] for each in do("sessions")["items"]] == ["boris", "anna"]
    do("end-sessions", user="boris")
    assert "boris" not in str(do("sessions")["items"])
    ended = {"Cookie": f"{security.SESSION_COOKIE}={session}"}
    assert office.stand.ask("/account", headers=ended).headers["location"] == "/login"
    do("lock-account", {"locked": True}, user="boris")
    do("drop-second-factor", user="boris")
    do("drop-passkeys", user="boris")
    do("want-second-factor", {"roles": ["manager"]})
    found = do("accounts")
    assert found["must"] == ["manager"]
    assert [each["locked"] for each in found["items"]] == [False, True]
    do("want-second-factor", {"roles": []})
    do("remove-account", user="boris")
    program = do.program
    wrong = problem(program("PUT", "/accounts/boris", {**boris, "role": "admin"}), 422)
    assert wrong["field"] == "role"
    assert "больше" in problem(
        program("PUT", "/accounts/boris", {**boris, "role": "admin"}, Accept_Language="ru"), 422
    )["detail"]  # fmt: skip
    mine = problem(program("PUT", "/accounts/anna", {**boris, "role": "employee"}), 422)
    assert mine["field"] == "role", "an administrator's account is none of a key's"
    assert problem(program("PUT", "/accounts/key:x", boris), 422)["field"] == "user"
    assert problem(program("PUT", "/accounts/boris", {**boris, "password": "x"}), 422)
    assert problem(program("PUT", "/accounts/boris", {**boris, "person": "x"}), 422)
    assert problem(program("PUT", "/accounts/boris", {"password": PASSWORD}), 422)
    assert problem(program("DELETE", "/accounts/boris"), 404)["field"] == "user"
    assert problem(program("DELETE", "/accounts/anna"), 422)["field"] == "role"


def _keys(do: Walk) -> None:
    program = do.program
    body = {"name": "child", "scopes": ["state", "keys"], "seconds": 3600}
    made = do("make-key", body)
    child = made["text"]
    assert [key["name"] for key in do("keys")["items"]] == ["1C", "child"]
    assert child not in program("GET", "/keys").text
    told(program("GET", "/status", key=child))
    more = {"name": "more", "scopes": ["state", "calls"]}
    assert problem(program("POST", "/keys", more, child), 422)["field"] == "scopes"
    longer = {"name": "longer", "scopes": ["state"], "seconds": 7200}
    assert problem(program("POST", "/keys", longer, child), 422)["field"] == "seconds"
    assert problem(program("DELETE", "/keys/1C", key=child), 422)["field"] == "scopes"
    assert problem(program("DELETE", "/keys/nobody"), 404)
    again = {"name": "twice", "scopes": ["state"]}
    first = program("POST", "/keys", again, child, Idempotency_Key="k")
    second = program("POST", "/keys", again, child, Idempotency_Key="k")
    assert told(first)["key"]["expires"] == made["key"]["expires"]
    assert first.text == second.text
    do("revoke-key", key="child")
    assert [key["name"] for key in do("keys")["items"]] == ["1C"]
    assert program("GET", "/status", key=told(first)["text"]).status == 401
    do("key")


def _box(do: Walk) -> None:
    office = do.office
    for name in (
        "status",
        "cards",
        "update",
        "network",
        "storage",
        "load",
        "issues",
        "certificate",
    ):
        do(name)
    with office.stand.follow(f"{BASE}/events", {"Authorization": f"Bearer {do.program.key}"}) as it:
        assert next(it)
    do.done.add("events")
    for name in ("diagnosis", "journal", "journal-text", "support-bundle"):
        do(name)
    place = office.running.folder / "lineman-bans" / "bans.json"
    place.parent.mkdir(exist_ok=True)
    until = kept.now() + 3600
    kept.write(place, tuple(Ban(f"192.0.2.{n}", kept.now(), until, 6, "301") for n in (8, 9, 10)))
    assert len(do("bans")["items"]) == 3
    assert len(do("unban", address="192.0.2.9")["items"]) == 2
    assert do("unban-all")["items"] == []
    assert kept.read(place) == ()
    said = office.running.folder / "output"
    before = said.read_text().count("the simulated box restarts")
    for _ in range(2):
        answer = do.program("POST", "/restart", Idempotency_Key="once")
        assert answer.status == 204
    do.done.add("restart")
    assert said.read_text().count("the simulated box restarts") == before + 1


def _certificate(do: Walk) -> None:
    program = do.program
    assert do("certificate-request")["pem"] == ""
    wrong = problem(program("POST", "/certificate/request", {"names": ["box"]}), 422)
    assert wrong["field"] == "names"
    asked_for = do("request-certificate", {"names": ["pbx.office.example"]})
    assert do("certificate-request")["pem"] == asked_for["pem"]
    key = fresh_key()
    chain = Authority("A root").signed(key, "127.0.0.1")
    body = {"chain": chain, "key": pem_of(key), "host": "127.0.0.1"}
    assert problem(program("PUT", "/certificate", {**body, "chain": "x"}), 422)["field"] == "chain"
    long = {**body, "chain": "x" * 30_000}
    assert problem(program("PUT", "/certificate", long), 422)["field"] == "chain"
    assert do("set-certificate", body)["owners"]
    assert not do("drop-certificate")["owners"]


def _calls(do: Walk) -> None:
    office, program = do.office, do.program

    def up(*numbers: str, state: str = "talking") -> str:
        def look() -> str:
            for call in do("calls-now")["items"]:
                if set(numbers) <= set(call["numbers"]) and call["state"] == state:
                    return str(call["id"])
            return ""

        return wait_until(look, f"a call of {numbers} that is {state}")

    aside(lambda: free(office.running, "201", "202", "203", "204"))
    do("board")
    do("resting")
    assert do("directory", query=f"search={quote('Петрова')}")["items"]
    do("place", {"to": "203", "number": "202"})
    call = up("202", "203")
    listen = {"whom": "202", "how": "listen", "number": "201"}
    path = f"/calls/now/{quote(call, safe='')}"
    assert problem(program("POST", f"{path}/listen", {**listen, "number": "x"}), 422)
    assert problem(program("POST", f"{path}/listen", {"whom": "202", "how": "listen"}), 422)
    assert problem(program("POST", f"{path}/listen", {**listen, "how": "shout"}), 422)
    assert problem(program("POST", f"{path}/listen", {**listen, "how": "park"}), 422)
    assert problem(program("POST", f"{path}/listen", {**listen, "number": "204"}), 422)
    refused = program("POST", f"{path}/listen", {**listen, "whom": "203", "number": "202"})
    assert refused.status == 403
    do("listen", listen, call=call)
    aside(lambda: free(office.running, "201", "202", "203", "204"))
    do("place", {"to": "202", "number": "203"})
    do("park", {}, call=up("202", "203"))
    do("take", {"number": "201"}, call=up(state="parked"))
    do("transfer", {"to": "204"}, call=up("201"))
    do("hang-up", call=up("204"))


def _log(do: Walk) -> None:
    office = do.office
    key = do("calls", query="recorded=true&since=2000000000&limit=1")["items"][0]["key"]
    do("calls-csv")
    do("comment", {"text": "позвонить"}, key=key)
    one = do("call", key=key)
    assert "позвонить" in json.dumps(one, ensure_ascii=False)
    do("recording", key=key, place=0)
    do("peaks", key=key, place=0)
    folder = office.running.folder / "data/fax"
    folder.mkdir(exist_ok=True)
    (folder / ".whole").write_bytes(pages(2))
    (folder / ".whole").rename(folder / "books_1796000000.7_79161234567.tif")
    (document,) = wait_until(lambda: do("faxes")["items"], "the document")
    assert do("fax", fax=document["id"]).startswith("%PDF")
    do("remove-fax", fax=document["id"])
    do("remove-recordings", {"before": 1000.0})


def _voicemail(do: Walk) -> None:
    folder, program = do.office.running.folder / "data/voicemail", do.program
    left = [mailboxes.leave(folder, "201", PHONES[1], time.time(), 2.0) for _ in range(2)]
    assert {each["id"] for each in do("messages", number="201")["items"]} >= set(left)
    box = {"number": "201", "message": left[0]}
    whole = program("GET", f"/mailboxes/201/messages/{quote(left[0], safe='')}/sound")
    assert int(whole.headers["content-length"]) == 44 + 2 * 16_000
    do("message", **box)
    assert do("message-peaks", query="count=10", **box)["seconds"] == 2.0
    marked = do("mark-message", {"heard": True}, **box)["items"]
    assert [each["id"] for each in marked if each["heard"]] == [left[0]]
    assert left[0] not in {each["id"] for each in do("remove-message", **box)["items"]}
    assert problem(program("GET", "/mailboxes/202/messages"), 404)["field"] == "number"
    gone = f"/mailboxes/201/messages/{quote(left[0], safe='')}"
    assert problem(program("GET", f"{gone}/sound"), 404)["field"] == "message"
    assert problem(program("PUT", f"{gone}/heard", {"heard": True}), 404)
    assert problem(program("PUT", f"{gone}/heard", {"heard": "x"}), 422)["field"] == "heard"


def _live(do: Walk) -> None:
    one = {"number": "201"}
    do("forwarding", {"to": "203"}, **one, which="busy")
    do("do-not-disturb", {"on": True}, **one)
    do("follow-me", {"to": "89161234567"}, **one)
    do("intercom", {"on": False}, **one)
    do("queue-log-in", {"on": True}, number="202")
    do("queue-pause", {"on": True}, number="202")
    do("wake-up", {"at": "07:30"}, **one)
    do("speed-dial", {"to": "202"}, **one, key=1)
    do("camp-on", **one)
    do("hot-desk", **one)
    do("forget-caller", number="74950000001")
    aside(lambda: free(do.office.running, "204"))
    do("ring", {}, number="204")
    assert do("telephones")["items"]
    (hours,) = do("switches")["items"]
    do("day-night", {"to": "night"}, schedule=hours["key"])
    do("day-night", {"to": "auto"}, schedule=hours["key"])
    do("log-telephones")
    do("log-access")


def _people(do: Walk) -> None:
    """A table is looked at a page at a time, then taken into the draft."""
    before = do("people", query="limit=200")["items"]
    asked = f"base={do.base()}"
    first = do.send("plan-table", _TABLE, f"{asked}&limit=1")
    rest = do.send("plan-table", _TABLE, f"{asked}&cursor={first['next']}")
    rows = first["items"] + rest["items"]
    assert [(row["number"], row["does"]) for row in rows] == [("451", "new"), ("x", "refused")]
    assert rows[1]["problems"]
    assert do("draft")["steps"] == []
    for _ in range(2):
        do.send("keep-table", _TABLE, asked, "table")
    assert len(do("draft")["steps"]) == 1
    do("apply", {})
    after = do("people", query="limit=200")["items"]
    assert len(after) == len(before) + 1
    assert problem(do.sent("keep-table", b"\x00", f"base={do.base()}"), 422)
    assert problem(do.sent("keep-table", _TABLE, "base=x"), 422)["field"] == "base"
    assert problem(do.sent("plan-table", bytes((2 << 20) + 1), asked), 413)
    wrong = do.program("POST", f"/draft/people/table?{asked}", {})
    assert problem(wrong, 415)["detail"] == "text/csv"
    other = do.sent("keep-table", _TABLE, f"base={do.base()}", "table")
    assert problem(other, 422)["field"] == "Idempotency-Key"


def _parts(do: Walk) -> None:
    """Each is put, then all is taken out of the draft that nobody points at."""
    for each in COLLECTIONS:
        name = each.path.replace("/", "-")
        items = do(name, query="limit=200")["items"]
        part = _FRESH.get(each.path) or items[-1]
        do(f"put-{name}", {"base": do.base(), "part": part})
    wanted = {f"remove-{each.path.replace('/', '-')}" for each in COLLECTIONS}
    while not wanted <= do.done and sum(_taken_out(do, each.path) for each in COLLECTIONS):
        pass
    do("drop")


_FRESH: dict[str, dict[str, Any]] = {
    "lines": {"number": 7, "name": "Запас"},  # of the others the office itself speaks
    "codes": {"feature": "directory", "code": "*411"},
    "test-calls": {
        "key": "call",
        "name": "Звонок",
        "scenario": {
            "moment": "2027-03-08T19:30:00+03:00",
            "origin": {"type": "FromTelephone", "number": "201", "dialled": "112"},
        },
        "expected": {"ending": "served"},
    },
}


def _taken_out(do: Walk, path: str) -> bool:
    """Whether a part of the list could go: nobody points at it any more."""
    body: dict[str, Any] = {"base": do.base()}
    for part in do.program.get(f"/{path}?limit=200&draft=true")["items"]:
        if do.program("POST", f"/draft/{path}/remove", {**body, "part": part}).status == 200:
            do.done.add(f"remove-{path.replace('/', '-')}")
            return True
    return False


def _changes(do: Walk) -> None:
    for name in ("office", "streams", "first-start"):
        do(name)
    do("uses", query="kind=Person&name=person-201")
    do("rights", who="201")
    do("may", query="opening=listen&whom=person-202", who="person-201")
    scenario = _FRESH["test-calls"]["scenario"]
    do("what-if", {"scenario": scenario})
    sound = do.send("keep-sound", file(b"\0\0" * 8000))
    do("sound", digest=sound["digest"])
    with voice(do.office.running.folder / "lineman-speech") as spoken:
        assert do("speech")["here"]
        do("speak", {"text": "Welcome"})
    assert spoken == [("en", "Welcome")]
    (prompt, *_) = do("prompts")["items"]
    named = {**prompt, "sound": {"digest": sound["digest"], "milliseconds": sound["milliseconds"]}}
    do("put-prompts", {"base": do.base(), "part": named})
    do("step", place=1)
    do("plan", {})
    do("apply", {})
    do("heard", prompt=prompt["key"])
    person = do("people")["items"][0]
    rename = {"type": "Put", "part": {"type": "Person", **person, "name": "Новое имя"}}
    do("keep", {"base": do.base(), "command": rename})
    other = {"type": "Put", "part": {"type": "Person", **person, "name": "Другое имя"}}
    do("change", {"base": do.base(), "command": other})
    do("take-over", None)
    do("leave-out", place=1)
    do("add-sip", {"base": do.base(), "name": "Склад"})
    do("change", {"base": do.base(), "command": rename, "confirm": True})
    assert do("pending")["author"] == "key:1C"
    do("confirm")
    do("change", {"base": do.base(), "command": other, "confirm": True})
    do("cancel")
    revisions = do("revisions")["items"]
    do("difference", old=revisions[1]["number"])
    do("return", {"base": do.base()}, revision=revisions[1]["number"])
    do("mark-step", {"step": "map", "mark": "done"})


def _hooks(do: Walk) -> None:
    body = {"name": "crm", "url": "https://crm.invalid/", "events": ["call.missed"]}
    do("make-webhook", body)
    one = {"webhook": "crm"}
    do("webhooks")
    do("set-webhook", {**body, "url": "https://crm.invalid/x", "on": False}, **one)
    do("set-webhook", {**body, "on": True}, **one)
    do("renew-secret", **one)
    do("test-webhook", **one)
    do("deliveries", **one)
    do("remove-webhook", **one)
    do("mail")
    office = do("office")["office"]
    office["mail"] = {"server": "nobody.invalid", "sender": "box@example.com"}
    named = {"type": "SetOffice", "office": office}
    do("change", {"base": do.base(), "command": named})
    assert "nobody.invalid" in str(do("test-mail", {"to": "anna@example.com"}))
