"""A city line has no battery from the exchange: nothing is plugged in, or the line is cut."""

from collections.abc import Iterator

from appliance.core.cards import Port
from appliance.core.issues import Issue
from appliance.core.trunks import CityLine
from appliance.health.world import World

KIND = "line-dead"


def check(world: World) -> Iterator[Issue]:
    seen = {channel.number: channel for span in world.look.spans for channel in span.channels}
    used = {
        line.socket
        for group in world.config.trunk_groups
        for line in group.lines
        if isinstance(line, CityLine)
    }
    for socket, (channel, port) in world.config.sockets().items():
        alarms = seen[channel].alarms if channel in seen else frozenset()
        if port is Port.FXO and socket in used and alarms:
            yield Issue(
                KIND,
                f"channel {channel}",
                f"The city line at port {socket.place} has no voltage.",
                "Check the cable in the socket, then ask the carrier.",
            )
