"""What this box is, and under which licences."""

from __future__ import annotations

from appliance.spoken.languages import mark
from appliance.wire.answers import Status
from webui.page import SYSTEM, Fragment, Page
from webui.pages.overview import health

PAGE = Page(
    key="about",
    path="/about",
    title=mark("About"),
    also=mark("licences, version, source code"),
    icon="info-circle",
    section=SYSTEM,
    fragments=(Fragment("box", health, on=(Status,)),),
)
