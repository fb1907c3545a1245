"""Demo telephones in a real browser: lifted, dialled, answered, heard, hung up; none elsewhere."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from appliance.core.errors import Fault, Invalid
from appliance.wire.answers import CallsNow
from appliance.wire.calls import HangUp
from appliance.wire.demo import (
    DemoPhone,
    DemoTelephones,
    HangUpDemo,
    Heard,
    HearDemo,
    LiftDemo,
    OutsideAnswers,
    PressDemo,
    SetDemoAnswers,
)
from appliance.wire.protocol import GetCalls
from build.lib.vm.waiting import PATIENCE
from tests.fakes.supervisor import PIECES, FakeSupervisor
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Stand
from tests.web.test_look import View, judged

LONG = 10_000 * PATIENCE  # milliseconds
LIVE = 3000 * PATIENCE  # milliseconds; a simulation turns four times a second
_PHONE = DemoPhone("1", 1, "1", "201", "Anna")
_THERE = DemoTelephones(there=True, sound=True, phones=(_PHONE,))


# How many samples of 2000 in 4000 the thread of sound plays, and how many it leaves silent.
_PLAYED = """async () => {
  const size = { numberOfChannels: 1, length: 4000, sampleRate: 8000 };
  const context = new OfflineAudioContext(size);
  await context.audioWorklet.addModule(document.querySelector("lm-demo").dataset.ear);
  const only = { numberOfInputs: 0, outputChannelCount: [1] };
  const node = new AudioWorkletNode(context, "lm-ear", only);
  node.connect(context.destination);
  node.port.postMessage(Float32Array.from({ length: 2000 }, () => 0.5));
  await new Promise((done) => setTimeout(done, 200));
  const sound = (await context.startRendering()).getChannelData(0);
  return [0.5, 0].map((value) => sound.filter((each) => each === value).length);
}"""


def _phone(page: Page, key: str) -> Locator:
    return page.locator(f"[id='demo-phone-{key}']")


def _silence(office: Configured) -> None:
    """Calls that the office makes by itself are over; none begins while a telephone is lifted."""
    client = office.running.console
    ask(client, LiftDemo("4"))
    for _ in range(20):
        calls: CallsNow = ask(client, GetCalls())
        if not calls.calls:
            return
        for call in calls.calls:
            with suppress(Fault, Invalid):  # it is over already
                ask(client, HangUp(call.id))


def test_one_telephone_calls_another(at_work: OpenPage, office: Configured) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/demo")
    expect(page.get_by_role("note")).to_contain_text("there is no sound")
    expect(page.get_by_role("link", name="Demo telephones")).to_be_visible()
    one, two = _phone(page, "1"), _phone(page, "2")
    expect(page.locator("main")).not_to_have_class("is-stale")
    _silence(office)
    expect(one).to_contain_text("On hook", timeout=LIVE)
    one.get_by_role("button", name="Lift 201").click()
    expect(one).to_contain_text("Hears the dial tone", timeout=LIVE)
    keys = one.get_by_role("group", name="Keys of 201")
    keys.get_by_role("button", name="2", exact=True).click()
    keys.get_by_role("button", name="0", exact=True).click()
    expect(one.locator(".display")).to_have_text("20", timeout=LIVE)
    keys.get_by_role("button", name="2", exact=True).press("2")
    expect(one).to_contain_text("Hears that it rings there", timeout=LIVE)
    expect(two).to_contain_text("Rings")
    expect(two.locator(".display")).to_contain_text("201")
    two.get_by_role("button", name="Answer at 202").press("Enter")
    expect(two).to_contain_text("Off hook", timeout=LIVE)
    expect(one).to_contain_text("Off hook")
    expect(two.get_by_role("button", name="Hang up 202")).to_be_focused()
    judged(page)
    two.get_by_role("button", name="Hang up 202").click()
    expect(one).to_contain_text("Hears the busy tone", timeout=LIVE)
    one.get_by_role("button", name="Hang up 201").click()
    expect(one).to_contain_text("On hook", timeout=LIVE)
    expect(page.locator("[data-part=problem]")).to_be_hidden()
    ask(office.running.console, HangUpDemo("4"))


def test_a_call_from_outside_and_one_to_it(at_work: OpenPage, office: Configured) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/demo")
    _silence(office)
    one = _phone(page, "1")
    expect(one).to_contain_text("On hook", timeout=LIVE)
    one.get_by_role("button", name="Lift 201").click()
    expect(one.get_by_role("button", name="Hang up 201")).to_be_visible(timeout=LIVE)
    page.get_by_label("Over which line").select_option("stream-1")
    page.get_by_label("Number to be shown").fill("+7 495")
    page.get_by_label("Name to be shown").fill("Romashka")
    page.get_by_role("button", name="Call the office").click()
    expect(page.locator("#number-error")).to_contain_text("20 digits")
    expect(page.get_by_label("Number to be shown")).to_have_value("+7 495")
    expect(page.get_by_label("Over which line")).to_have_value("stream-1")
    page.get_by_label("Number to be shown").fill("84951230077")
    page.get_by_role("button", name="Call the office").click()
    expect(page.locator("#called-error")).to_contain_text("say which")
    page.get_by_label("Number of the office that is called").fill("74951234203")
    page.get_by_role("button", name="Call the office").click()
    three = _phone(page, "3")
    expect(three).to_contain_text("Rings", timeout=LIVE)
    expect(three.locator(".display")).to_have_text("84951230077 Romashka")
    line = page.locator("[id='demo-line-stream-1']")
    expect(line).to_contain_text("Calls the office")
    line.get_by_role("button", name="The outside hangs up").click()
    expect(three).to_contain_text("On hook", timeout=LIVE)
    expect(line).to_contain_text("Free")
    page.get_by_label("When the office calls somebody outside").select_option("busy")
    page.get_by_role("button", name="Let it be so").click()
    expect(page.get_by_label("When the office calls somebody outside")).to_have_value("busy")
    one.get_by_role("button", name="Hang up 201").focus()
    page.keyboard.type("84951112233")
    expect(one.locator(".display")).to_have_text("84951112233", timeout=LIVE)
    expect(one).to_contain_text("Hears the busy tone", timeout=LONG)
    one.get_by_role("button", name="Hang up 201").click()
    expect(one).to_contain_text("On hook", timeout=LIVE)
    ask(office.running.console, HangUpDemo("4"))
    done = ask(office.running.page, SetDemoAnswers(OutsideAnswers.ANSWER), office.session)
    assert done.answers is OutsideAnswers.ANSWER


def test_a_lifted_telephone_is_heard(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    """The page's strict rules let its thread of sound in, and all samples reach it."""
    supervisor.change(_THERE)
    page = inside("en-GB")
    page.goto(f"{stand.url}/demo")
    expect(page.get_by_role("note")).to_have_count(0)
    _phone(page, "1").get_by_role("button", name="Lift 201").click()
    ears = page.locator("lm-demo")
    expect(ears).to_have_attribute("data-heard", str(PIECES * 800), timeout=LONG)
    assert LiftDemo("1") in supervisor.asked
    assert HearDemo("1") in supervisor.asked
    expect(page.locator("[data-part=ear]")).to_be_hidden()  # it was hung up
    lifted = msgspec.structs.replace(_PHONE, lifted=True, heard=Heard.DIAL)
    supervisor.change(msgspec.structs.replace(_THERE, phones=(lifted,)))
    page.get_by_role("button", name="Listen at 201").click()
    expect(ears).to_have_attribute("data-heard", str(2 * PIECES * 800), timeout=LONG)
    assert page.evaluate(_PLAYED) == [2000, 2000]


def test_without_script_each_button_is_a_form(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    lifted = msgspec.structs.replace(_PHONE, lifted=True)
    supervisor.change(msgspec.structs.replace(_THERE, phones=(lifted,)))
    page = inside("en-GB")
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto(f"{stand.url}/demo")
    page.get_by_role("button", name="5", exact=True).click()
    page.wait_for_url("**/demo")
    assert PressDemo("1", "5") in supervisor.asked


def test_a_box_with_real_cards_has_no_such_page(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(stand.url)
    expect(page.get_by_role("link", name="Demo telephones")).to_have_count(0)
    for path in ("/demo", "/demo/sound?phone=1", "/live/demo", "/fragment/demo/demo-phones"):
        answer = page.request.get(f"{stand.url}{path}")
        assert answer.status == 404, path
    token = page.locator("[name=token]").first.get_attribute("value")
    fields: dict[str, str | float | bool] = {"token": token or "", "phone": "1", "do": "lift"}
    headers = {"Origin": stand.url}
    refused = page.request.post(f"{stand.url}/demo/hook", form=fields, headers=headers)
    assert refused.status == 404
    assert LiftDemo("1") not in supervisor.asked
    page.goto(f"{stand.url}/search?text=Demo+telephones")
    expect(page.get_by_role("main").get_by_role("link", name="Demo telephones")).to_have_count(0)


@pytest.mark.parametrize("view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")])
def test_it_looks_right_on_a_small_screen_and_on_a_large_one(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, view: View
) -> None:
    lifted = msgspec.structs.replace(_PHONE, lifted=True, heard=Heard.DIAL, dialled="84951234567")
    rings = DemoPhone("2", 1, "2", rings=True, caller="84951234567", caller_name="Romashka Ltd")
    supervisor.change(msgspec.structs.replace(_THERE, phones=(lifted, rings)))
    page = inside(view.locale, view.width, view.theme)
    page.goto(f"{stand.url}/demo")
    judged(page)
