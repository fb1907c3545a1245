"""What a visit says of what went wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.wire.client import Client
from webui.pages.audit import may
from webui.visit import Visit, site_named

VISIT = Visit(Client(Path("/nowhere")), "/", "ru", "auto", "", "", "")
FAULT = Fault("The box has no certificate that can be read.", "Make room on the box.")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FAULT, "У станции нет сертификата, который можно прочитать. Освободите место на станции."),
        (Fault("Never heard of.", ""), "Never heard of."),
        (
            Invalid("then", "a telephone cannot call itself; choose another one"),
            "телефон не может вызвать сам себя; выберите другой",
        ),
    ],
)
def test_what_went_wrong_is_said_with_its_cure(error: Invalid | Fault, said: str) -> None:
    assert VISIT.why(error) == said


def test_the_source_says_it_itself() -> None:
    assert replace(VISIT, language="en").why(FAULT) == f"{FAULT.text} {FAULT.remedy}"


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("box.office:8443", "box.office:8443"),
        ("box.office:443", "box.office"),
        ("box.office", "box.office"),
        ("[fd00::1]:8443", "[fd00::1]:8443"),
        ("[fd00::1]", "[fd00::1]"),
        ("box.office:99999", "box.office"),
        ("", ""),
    ],
)
def test_an_address_names_the_port_that_the_visitor_came_by(host: str, site: str) -> None:
    assert site_named(host) == site


@pytest.mark.parametrize("kept", ["state, phone-book", "state phone-book"])
def test_what_a_key_opens_is_said_in_words(kept: str) -> None:
    assert may(VISIT, kept) == "Станция, Телефонная книга"
