"""The office in which the stories happened, as far as it says who is who."""

from dataclasses import replace

from appliance.core.commands import Put
from appliance.core.directory import directory_of
from appliance.core.numbers import AreaCode
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk, TrunkGroup
from tests.machines.offices import after, sip
from tests.machines.parts import person

CONFIG = replace(
    after(
        *(sip(str(number), f"Telephone {number}") for number in range(301, 309)),
        person("301", "Юлия Объедкова", mobile="79161234567"),
        person("305", "Recorded"),
        Put(TrunkGroup(1, DisplayName("Line"), (SipTrunk(Token("line"), "127.0.0.2", 5070),))),
        Put(TrunkGroup(2, DisplayName("Other"), (SipTrunk(Token("second"), "127.0.0.3", 5071),))),
    ),
    area=AreaCode("495"),
)
DIRECTORY = directory_of(CONFIG)
