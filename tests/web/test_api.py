"""The API as programs use it: nginx, the web process, a real supervisor, a simulated machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

from appliance.wire.access import GetAccessLog, LiftDelays
from appliance.wire.api_keys import MakeApiKey, RevokeApiKey
from appliance.wire.configuration import GetParts, GetRevisions
from appliance.wire.roles import Scope
from tests.fakes.simulated import free
from tests.web.api_requests import Requests
from tests.web.configured import Configured, aside, ask, configured
from tests.web.stand import Answer
from tests.web.test_call_log import tell
from webui import security
from webui.api import openapi

BASE = "/api/v1"


@dataclass
class Program:
    """`key` opens everything that a key can."""

    office: Configured
    key: str

    def __call__(
        self, method: str, path: str, body: object = None, key: str = "", **headers: str
    ) -> Answer:
        sent = None if body is None else json.dumps(body).encode()
        given = {
            "Authorization": f"Bearer {key or self.key}",
            **({"Content-Type": "application/json"} if sent is not None else {}),
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        return self.office.stand.ask(f"{BASE}{path}", method=method, body=sent, headers=given)

    def get(self, path: str) -> dict[str, Any]:
        return told(self("GET", path))

    def every(self, path: str, limit: int) -> list[Any]:
        """All pages of a list."""
        found: list[Any] = []
        mark = "&" if "?" in path else "?"
        page = self.get(f"{path}{mark}limit={limit}")
        while True:
            assert len(page["items"]) <= limit
            found += page["items"]
            if page["next"] is None:
                return found
            page = self.get(f"{path}{mark}limit={limit}&cursor={page['next']}")

    def make_key(self, name: str, *scopes: Scope) -> str:
        return ask(self.office.running.page, MakeApiKey(name, scopes), self.office.session).text


def told(answer: Answer, status: int = 200) -> dict[str, Any]:
    assert answer.status == status, answer.text
    found: dict[str, Any] = json.loads(answer.text)
    return found


def problem(answer: Answer, status: int) -> dict[str, Any]:
    """A problem in full: what it is, and what to do."""
    assert answer.headers["content-type"] == "application/problem+json"
    found = told(answer, status)
    assert found["status"] == status
    assert found["title"]
    assert found["cure"]
    return found


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with configured(tmp_path_factory.mktemp("api")) as office:
        tell(office, ("attended", 18))
        key = ask(office.running.page, MakeApiKey("1C", tuple(Scope)), office.session).text
        with office.certified():
            yield Program(office, key)
        log = office.stand.log()
        assert "Traceback" not in log
        assert key not in log


def test_every_get_answers_as_the_description_says(program: Program) -> None:
    described = program.get("/openapi.json")
    jsonschema.Draft202012Validator.check_schema({"$defs": described["components"]["schemas"]})
    person = program.get("/people?limit=1")["items"][0]["key"]
    call = quote(program.get("/calls?limit=1")["items"][0]["key"], safe="")
    made = {"name": "crm", "url": "https://crm.example.com/", "events": ["call.missed"]}
    assert told(program("POST", "/webhooks", made))["secret"].startswith("whsec_")
    told(program("PUT", "/monitoring/metrics", {"on": True}))
    known = {
        "who": person, "old": "1", "place": "0", "key": call, "webhook": "crm", "number": "201",
    }  # fmt: skip
    queries = {"/uses": "kind=Person&name=x", "/rights/{who}/may": f"opening=listen&whom={person}"}
    asked = 0
    for path, operations in described["paths"].items():
        told_of = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if "application/json" not in told_of or "peaks" in path:
            continue
        answered = program("GET", f"{path.format(**known)}?{queries.get(path, '')}")
        assert answered.status == 200, (path, known, answered.text)
        answer = json.loads(answered.text)
        schema = told_of["application/json"]["schema"]
        whole = {**schema, "components": described["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer)
        asked += 1
    assert asked > 35


def test_a_log_that_holds_no_such_line_is_an_empty_text(program: Program) -> None:
    answered = program("GET", "/journal.txt?search=what-nobody-wrote")
    assert (answered.status, answered.text) == (200, "")
    assert "Asterisk Ready" in program("GET", "/journal.txt").text


def test_a_list_comes_whole_in_pages_of_any_size(program: Program) -> None:
    whole = program.get("/extensions?limit=200")["items"]
    assert len(whole) > 4
    assert program.every("/extensions", 2) == whole
    assert program.every("/log/access", 1) == program.get("/log/access")["items"]
    states = program.every("/revisions", 1)
    assert states == program.get("/revisions")["items"]
    assert [each["number"] for each in states] == list(range(states[0]["number"], 0, -1))
    for cursor in ("x", "WzFd.", "WyJhIl0=", "WzEsMl0=", "Wy0xXQ=="):
        wrong = problem(program("GET", f"/extensions?cursor={cursor}"), 422)
        assert wrong["field"] == "cursor"


def test_a_change_is_drafted_planned_made_and_told_in_the_log(program: Program) -> None:
    people = program.get("/people?limit=200")
    person = {**people["items"][0], "name": "Мария из 1С"}
    kept = told(program("PUT", "/draft/people", {"base": people["revision"], "part": person}))
    assert len(kept["steps"]) == 1
    assert program.get("/draft/steps/1")["items"][0]["kind"] == "Person"
    planned = told(program("POST", "/draft/plan", {}))
    assert planned["revision"] == people["revision"]
    made = told(program("POST", "/draft/apply", {}))
    assert made["revision"] == people["revision"] + 1
    assert person in program.get("/people?limit=200")["items"]
    session, page = program.office.session, program.office.running.page
    assert ask(page, GetRevisions(1), session).revisions[0].author == "key:1C"
    assert program.get("/draft")["steps"] == []
    back = f"/revisions/{people['revision']}/return"
    told(program("POST", back, {"base": made["revision"]}))
    assert program.get("/people?limit=200")["items"] == people["items"]
    log = program.office.stand.ask("/audit", headers={"Cookie": f"__Host-session={session}"})
    assert "the program 1C" in log.text


def test_what_is_sent_twice_with_one_number_is_done_once(program: Program) -> None:
    base = program.get("/office")["revision"]
    body = {"base": base, "name": "Склад"}
    first = program("POST", "/sip-telephones", body, Idempotency_Key="a")
    again = program("POST", "/sip-telephones", body, Idempotency_Key="a")
    assert told(first)["secret"]
    assert first.text == again.text
    assert again.headers["idempotent-replayed"] == "true"
    assert program.get("/office")["revision"] == base + 1
    other = program("POST", "/sip-telephones", {**body, "name": "Цех"}, Idempotency_Key="a")
    assert problem(other, 422)["field"] == "Idempotency-Key"
    stale = program("POST", "/sip-telephones", body, Idempotency_Key="b")
    assert problem(stale, 409)["field"] == "revision"
    assert "/difference tells what others changed" in problem(stale, 409)["cure"]
    key = program.make_key("another", Scope.OFFICE_CHANGE)
    anothers = program("POST", "/sip-telephones", body, key, Idempotency_Key="a")
    assert anothers.status == 409, "a number is the key's own"


def test_no_password_is_told_and_none_is_lost(program: Program) -> None:
    added = told(program("POST", "/sip-telephones", {
        "base": program.get("/office")["revision"], "name": "Кладовая"}))  # fmt: skip
    text = "".join(
        program("GET", f"/{each}?limit=200").text
        for each in ("extensions", "people", "lines", "conferences", "office")
    )
    assert added["secret"] not in text
    assert '"secret"' not in text
    assert '"pin"' not in text
    extension = next(
        each for each in program.get("/extensions?limit=200")["items"]
        if each["number"] == added["number"]
    )  # fmt: skip
    command = {"type": "Put", "part": {**extension, "type": "Extension", "name": "Погреб"}}
    body = {"base": program.get("/office")["revision"], "command": command}
    told(program("POST", "/changes", body))
    parts = ask(program.office.running.page, GetParts("Extension"), program.office.session).parts
    (same,) = [each for each in parts if each["number"] == added["number"]]
    assert same["name"] == "Погреб"
    assert added["secret"] in json.dumps(same)


def test_what_is_wrong_names_the_field_and_the_cure_in_both_languages(program: Program) -> None:
    base = program.get("/office")["revision"]
    person = {**program.get("/people?limit=1")["items"][0], "name": ""}
    for language in ("en", "ru"):
        wrong = problem(
            program("PUT", "/draft/people", {"base": base, "part": person},
                    Accept_Language=language), 422,
        )  # fmt: skip
        assert wrong["field"] == "part.name"
        assert any("а" <= c <= "я" for c in wrong["cure"]) is (language == "ru")
        assert any("а" <= c <= "я" for c in wrong["detail"]) is (language == "ru")
    assert problem(program("POST", "/draft/plan", {"preview": False}), 422)["field"] == "preview"
    assert problem(program("PUT", "/draft/people", {"base": "x"}), 422)["field"] == "base"
    assert problem(program("GET", "/calls?limit=0"), 422)["field"] == "limit"
    assert problem(program("GET", "/calls?since=nan"), 422)["field"] == "since"
    assert problem(program("GET", "/status?x=1"), 422)["field"] == "x"
    assert problem(program("GET", "/calls/none"), 404)
    assert problem(program("GET", "/no-such-thing"), 404)
    assert problem(program("PATCH", "/status"), 405)
    assert problem(program("POST", "/draft/plan"), 415)
    raw = {"Authorization": f"Bearer {program.key}", "Content-Type": "application/json"}
    for body in (b"{", b"\xff", b"[" * 20000, b'"x"', b'{"scenario": NaN}'):
        answer = program.office.stand.ask(f"{BASE}/what-if", method="POST", body=body, headers=raw)
        assert answer.status in {400, 422}, answer.text
        problem(answer, answer.status)


def test_a_key_is_wanted_and_guessing_is_slow(program: Program) -> None:
    bare = program.office.stand.ask(f"{BASE}/status")
    assert problem(bare, 401)["type"] == "/api/docs#no-key"
    assert bare.headers["www-authenticate"].startswith("Bearer")
    assert "set-cookie" not in bare.headers
    gone = program.make_key("gone", Scope.STATE)
    assert program("GET", "/status", key=gone).status == 200
    ask(program.office.running.page, RevokeApiKey("gone"), program.office.session)
    assert problem(program("GET", "/status", key=gone), 401)["type"] == "/api/docs#wrong-key"
    for _ in range(4):
        answer = program("GET", "/status", key=gone)
    assert problem(answer, 429)["type"] == "/api/docs#wait"
    assert int(answer.headers["retry-after"]) > 0
    entries = ask(program.office.running.page, GetAccessLog(), program.office.session).entries
    assert gone not in str(entries)
    ask(program.office.running.page, LiftDelays(), program.office.session)


def test_an_administrator_makes_and_revokes_a_key_on_the_page(program: Program) -> None:
    """Where no scope is chosen it comes back with what was typed; the key is shown once."""
    stand, session = program.office.stand, program.office.session
    cookie = f"{security.SESSION_COOKIE}={session}"

    def page(path: str, form: str = "") -> Answer:
        headers = {"Cookie": cookie, "Accept-Language": "ru"}
        if not form:
            return stand.ask(path, headers=headers)
        headers |= {"Origin": stand.url, "X-CSRF-Token": security.form_token(session)}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return stand.ask(path, method="POST", body=form.encode(), headers=headers)

    refused = page("/api-keys/make", "name=crm-page&days=30")
    assert refused.status == 422
    assert 'id="scopes-error"' in refused.text
    assert 'value="crm-page"' in refused.text
    made = page("/api-keys/make", "name=crm-page&days=30&scope-history=yes")
    assert made.status == 200, made.text
    found = re.search(r"lmk_[0-9a-f]{8}_[\w-]{43}", made.text)
    assert found is not None
    key = told(program("GET", "/key", key=found[0]))["key"]
    assert (key["name"], key["scopes"]) == ("crm-page", ["history"])
    listed = page("/api-keys")
    assert "crm-page" in listed.text
    assert found[0] not in listed.text
    assert page("/api-keys/revoke", f"key={key['id']}").status == 303
    assert program("GET", "/key", key=found[0]).status == 401
    assert page("/api-keys/revoke", f"key={key['id']}").status == 404
    docs = page("/api/docs")
    assert docs.status == 200
    assert "PUT /draft/people" in docs.text
    ask(program.office.running.page, LiftDelays(), session)


def test_what_if_and_live_state_are_told(program: Program) -> None:
    scenario = {
        "moment": "2027-03-08T19:30:00+03:00",
        "origin": {"type": "FromTelephone", "number": "201", "dialled": "112"},
    }
    answer = program("POST", "/what-if", {"scenario": scenario}, Accept_Language="ru")
    assert told(answer)["story"], answer.text
    number = program.get("/extensions?limit=1")["items"][0]["number"]
    set_of = f"/telephones/{number}/do-not-disturb"
    told(program("PUT", set_of, {"on": True}))
    state = {each["number"]: each for each in program.get("/telephones")["items"]}
    assert state[number]["do_not_disturb"]
    assert number in program.get("/resting")["numbers"]
    told(program("PUT", set_of, {"on": False}))
    assert {"key:1C"} == {each["who"] for each in program.get("/log/telephones?limit=2")["items"]}


def test_the_office_is_closed_by_hand_and_opens_by_its_hours(program: Program) -> None:
    (hours,) = program.get("/schedules/switches")["items"]
    switch = f"/schedules/{hours['key']}/switch"
    told(program("PUT", switch, {"to": "night"}))
    seen = program.get("/schedules/switches")
    assert (seen["items"][0]["switch"], seen["items"][0]["open"], seen["may"]) == (
        "night", False, True,
    )  # fmt: skip
    told(program("PUT", switch, {"to": "auto"}))
    assert program.get("/schedules/switches")["items"] == [hours]
    key = program.make_key("sees", Scope.STATE)
    assert not told(program("GET", "/schedules/switches", key=key))["may"]


def test_the_first_start_is_gone_on_with(program: Program) -> None:
    steps = program.get("/first-start")["items"]
    marked = told(program("PUT", "/first-start", {"step": "map", "mark": "done"}))
    assert [each["step"] for each in marked["steps"] if each["mark"] == "done"] == ["map"]
    assert told(program("PUT", "/first-start", {"step": None, "mark": "skipped"}))["over"]
    told(program("PUT", "/first-start", {"step": None, "mark": "open"}))
    told(program("PUT", "/first-start", {"step": "map", "mark": "open"}))
    assert program.get("/first-start")["items"] == steps
    aside(lambda: free(program.office.running, "203"))
    assert program("POST", "/telephones/203/ring", {"then": "204"}).status == 204
    wrong = problem(program("POST", "/telephones/203/ring", {"then": "Wait"}), 422)
    assert wrong["field"] == "then"
    assert problem(program("POST", "/telephones/999/ring", {}), 404)


def test_events_come_as_they_happen_and_for_the_scopes_alone(program: Program) -> None:
    key = program.make_key("events", Scope.AUDIT, Scope.STATE)
    with program.office.stand.follow(f"{BASE}/events", {"Authorization": f"Bearer {key}"}) as lines:
        names = {next(lines) for _ in range(4)}
        assert names == {"Status", "Cards", "DayNight", "Update"}
        number = program.get("/extensions?limit=1")["items"][0]["number"]
        told(program("PUT", f"/telephones/{number}/intercom", {"on": False}))
        others = {"Status", "Cards", "DayNight"}  # the box goes on meanwhile
        assert next(name for name in lines if name not in others) == "LiveChanged"


def test_the_description_is_the_same_for_people_and_programs(program: Program) -> None:
    cookie = {"Cookie": f"__Host-session={program.office.session}"}
    seen = program.office.stand.ask("/api/openapi.json", headers=cookie)
    assert json.loads(seen.text) == program.get("/openapi.json") == json.loads(openapi.document())


def test_no_request_that_can_be_made_is_answered_otherwise_than_described(
    program: Program,
) -> None:
    """The campaign `api-fuzz` goes on with this."""
    requests = Requests(program.get("/openapi.json"), Random(20261128))  # noqa: S311  # the same each time
    headers = {"Authorization": f"Bearer {program.key}", "Content-Type": "application/json"}
    statuses: set[int] = set()
    for _ in range(150):
        asked = requests.one()
        answer = program.office.stand.ask(
            asked.path, method=asked.method, body=asked.body, headers=headers
        )
        assert requests.wrong(asked, answer) == "", asked
        statuses.add(answer.status)
    assert {200, 404, 422} <= statuses
