"""A change that takes a queue's call-back away says whose turns go with it."""

import asyncio
from dataclasses import replace

from appliance.core.call_handling import Queue
from appliance.core.commands import Put, Several, TakeOut
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.text import DisplayName
from tests.fakes.changing_box import Box
from tests.machines.offices import number


def test_whose_turns_go_with_a_queue_are_counted(box: Box) -> None:
    """A queue that is called otherwise keeps them; one that offers no call-back any more does not.

    A turn that is over is nobody's.
    """
    queue = Queue(Key("sales"), DisplayName("Sales"), None, (number("301"),), call_back=True)
    other = replace(queue, key=Key("sales-2"), name=DisplayName("Help"))
    asyncio.run(box.changes.change(Several((Put(queue), Put(other))), 1, "anna", "x"))
    since = int(box.now)
    over = since - queue.call_back_minutes * 60
    kept = {"sales-89161234567": f"{since}+1", "sales-301": f"{since}+2+told"}
    kept |= {"sales-302": f"{over}+1", "sales-2-301": f"{since}+1"}
    box.world.kept.update({f"{Family.CALL_BACK}/{key}": each for key, each in kept.items()})
    said = "Callers who keep their turn in queue Sales and will not be called back: 2."
    for command, told in (
        (TakeOut(queue), [said]),
        (Put(replace(queue, call_back=False)), [said]),
        (Put(replace(queue, name=DisplayName("Renamed"), number=number("610"))), []),
        (TakeOut(other), [said.replace("Sales", "Help").replace("2.", "1.")]),
    ):
        seen = asyncio.run(box.changes.foresee(command, 2))
        assert [each.text for each in seen.steps if "turn" in each.text] == told
