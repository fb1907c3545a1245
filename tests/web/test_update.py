"""An update sent by the browser: seen on its way, held nowhere, refused in words."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from playwright.sync_api import Page, expect

from appliance.wire.protocol import InstallUpdate
from tests.fakes.supervisor import FakeSupervisor
from tests.web.conftest import OpenPage
from tests.web.stand import Stand

BUNDLE = 64 << 20  # bytes
MEMORY = 24 << 20  # bytes that the web process may grow by meanwhile


def _resident(stand: Stand) -> int:
    assert stand.web is not None
    text = Path(f"/proc/{stand.web.pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


def _forget_peak(stand: Stand) -> None:
    assert stand.web is not None
    Path(f"/proc/{stand.web.pid}/clear_refs").write_text("5")


def _send(page: Page, bundle: Path) -> None:
    page.set_input_files("#bundle", bundle)
    page.locator("[data-part=start]").click()


def test_a_bundle_passes_through(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, tmp_path: Path
) -> None:
    bundle = tmp_path / "lineman.raucb"
    content = b"hsqs" + os.urandom(BUNDLE - 4)
    bundle.write_bytes(content)
    page = inside("en-GB")
    page.goto(f"{stand.url}/update")
    expect(page.locator(".slot-box")).to_have_count(2)
    _forget_peak(stand)
    before = _resident(stand)
    seen = page.evaluate_handle(
        """() => { const seen = new Set(), bar = document.querySelector("lm-upload progress");
            new MutationObserver(() => seen.add(bar.value)).observe(bar, {attributes: true});
            return seen; }"""
    )
    _send(page, bundle)
    expect(page.locator("[data-part=words]")).to_have_text(
        "Received. The update goes on above.", timeout=30_000
    )
    assert supervisor.uploads == [(BUNDLE, hashlib.sha256(content).hexdigest())]
    assert _resident(stand) - before < MEMORY
    assert len(seen.evaluate("(seen) => [...seen]")) >= 2
    expect(page.locator("#update-state")).to_contain_text("0.2.0")
    expect(page.locator("#update-state progress")).to_have_attribute("value", "40")
    asked = next(a for a in supervisor.asked if isinstance(a, InstallUpdate))
    assert asked.size == BUNDLE


def test_a_file_that_is_no_update_is_refused_in_words(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, tmp_path: Path
) -> None:
    bundle = tmp_path / "letter.raucb"
    bundle.write_bytes(b"Dear sirs," * 1000)
    page = inside()
    page.goto(f"{stand.url}/update")
    _send(page, bundle)
    expect(page.locator("#update-state")).to_contain_text("Оно подписано не изготовителем.")
    assert len(supervisor.uploads) == 1


def test_a_box_without_room_says_so_at_once(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, tmp_path: Path
) -> None:
    supervisor.refuses_uploads = True
    bundle = tmp_path / "lineman.raucb"
    bundle.write_bytes(b"hsqs" + bytes(8 << 20))
    page = inside("en-GB")
    page.goto(f"{stand.url}/update")
    _send(page, bundle)
    expect(page.locator("[data-part=error]")).to_contain_text("There is no room for the update")
    assert supervisor.uploads == []


def test_an_upload_can_be_stopped(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, tmp_path: Path
) -> None:
    bundle = tmp_path / "lineman.raucb"
    bundle.write_bytes(b"hsqs" + bytes(BUNDLE))
    page = inside("en-GB")
    page.goto(f"{stand.url}/update")
    page.evaluate(
        """() => { const send = XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function (body) {
                send.call(this, body); document.querySelector("[data-part=stop]").click(); }; }"""
    )
    _send(page, bundle)
    expect(page.locator("[data-part=words]")).to_have_text("Stopped. Nothing was changed.")
    assert all(size < BUNDLE for size, _ in supervisor.uploads)


def test_an_address_is_passed_on(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(f"{stand.url}/update")
    page.fill("#url", "ftp://elsewhere.example/x")
    page.keyboard.press("Enter")
    expect(page.get_by_text("An address begins with http:// or https://.")).to_be_visible()
    page.fill("#url", "https://updates.example/lineman.raucb")
    page.keyboard.press("Enter")
    expect(page.locator("#update-state")).to_contain_text("0.2.0")
    asked = [a for a in supervisor.asked if isinstance(a, InstallUpdate)]
    assert [a.url for a in asked] == ["https://updates.example/lineman.raucb"]
