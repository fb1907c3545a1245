"""What the office has once: country, time zone, city, and which calls are recorded."""

from __future__ import annotations

from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.application import App
from webui.page import SYSTEM, Context, Page
from webui.parts import settings
from webui.parts.kind import Field
from webui.parts.zones import ZonePick
from webui.visit import Visit

PLACE = settings.settings(
    "/office/edit",
    mark("Country, time, recording and music"),
    "building",
    Field("country", mark("Country"), mark("It decides tones, emergency numbers and holidays.")),
    Field("zone", mark("Time zone"), widget=ZonePick()),
    Field("area", mark("Area code"), mark("Of the city where the box stands."), example="495",
          aka=("area code",)),
    Field("hold_music", mark("Music on hold"),
          mark("An announcement that is played over and over; without one the pieces of the box."),
          aka=("hold music",)),
    Field("recording", mark("Which calls are recorded"),
          mark("A role or a person can differ. Tell callers that they are recorded.")),
)  # fmt: skip


async def _shown(visit: Visit) -> Context:
    known = await settings.known_of(visit, PLACE)
    return {
        "lists": [],
        "wanted": "",
        "settings": ((PLACE, await settings.told(visit, PLACE, known)),),
    }


PAGE = Page(
    key="office",
    path="/office",
    title=mark("Office"),
    also=mark("settings, recording, clock, time zone, country, city, language, music on hold"),
    icon="building",
    section=SYSTEM,
    right=Right.OFFICE,
    lead=mark("What counts for everybody in the office."),
    template="page/with-settings.html",
    fetch=_shown,
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, PLACE)
