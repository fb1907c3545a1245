"""Ports and cards: the bracket of each card with every socket's state, and each E1 in words."""

from __future__ import annotations

from appliance.spoken.languages import mark
from appliance.wire.answers import Cards
from appliance.wire.roles import Right
from webui.page import LINES, Fragment, Page
from webui.pages.overview import front

PAGE = Page(
    key="ports",
    path="/ports",
    title=mark("Ports and cards"),
    also=mark("hardware, cards, E1, FXS, FXO, sockets, alarms"),
    icon="cpu",
    section=LINES,
    right=Right.STATE,
    fragments=(Fragment("cards", front, on=(Cards,)),),
)
