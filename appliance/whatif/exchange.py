"""The compiled exchange as simulated calls need it; made once for many calls."""

from collections.abc import Mapping
from functools import cached_property

from appliance.compiler.asterisk import (
    dahdi_channels_conf,
    extensions_conf,
    pjsip_conf,
    queues_conf,
)
from appliance.compiler.compile import TABLES
from appliance.compiler.conf import Option
from appliance.compiler.dialplan import prompts
from appliance.core.cards import Socket
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import DeskPhone, Device
from appliance.core.trunks import CityLine, DigitalLine, Line, SipTrunk, TrunkGroup
from appliance.whatif import entrances
from appliance.whatif.dialplan import Dialplan
from appliance.whatif.entrances import Entrance
from appliance.whatif.queue_settings import Settings, settings

Rows = Mapping[str, Mapping[str, str]]


class Exchange:
    """What the compiler makes of a configuration, to be looked things up in.

    `zone` is where the box itself tells the time by.
    """

    def __init__(self, config: Config) -> None:
        self.config, self.zone = config, config.zone
        contexts = extensions_conf.contexts(config)
        self.dialplan = Dialplan(contexts)
        self.hints = {e.pattern: e.hint for each in contexts for e in each.extens if e.hint}
        self.groups = {group.number: group for group in config.trunk_groups}
        self.names = {number.digits: name.text for number, name in config.shown_names().items()}
        self._sockets = {socket: channel for socket, (channel, _) in config.sockets().items()}

    @cached_property
    def globals(self) -> Mapping[str, str]:
        """Variables that every channel sees."""
        sections = extensions_conf.render(self.config).sections
        lines = [line for each in sections if each.name == "globals" for line in each.lines]
        return {line.name: line.value for line in lines if isinstance(line, Option)}

    @cached_property
    def telephones(self) -> Mapping[str, ExtensionNumber]:
        """Whose device each channel is."""
        return {
            self._device(device): extension.number
            for extension in self.config.extensions
            for device in extension.devices
        }

    @cached_property
    def trunks(self) -> Mapping[str, TrunkGroup]:
        """Whose line each channel is."""
        return {
            self._line(line): group for group in self.config.trunk_groups for line in group.lines
        }

    @cached_property
    def _entrances(self) -> Mapping[str, Entrance]:
        found = (
            *entrances.of_pjsip(pjsip_conf.render(self.config)),
            *entrances.of_dahdi(dahdi_channels_conf.render(self.config)),
        )
        return {each.channel: each for each in found}

    @cached_property
    def _tables(self) -> Mapping[str, tuple[str, Rows]]:
        """Each table's first column and its rows by what stands there."""
        tables = [render(self.config) for render in TABLES.values()]
        return {
            table.name: (
                table.columns[0],
                {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows},
            )
            for table in tables
        }

    def row(self, table: str, column: str, value: str) -> Mapping[str, str]:
        """The row that has `value` in its first column; empty when there is none."""
        first, rows = self._tables.get(table, ("", {}))
        return rows.get(value, {}) if column == first else {}

    @cached_property
    def queues(self) -> Mapping[str, Settings]:
        """By the names that the dialplan calls them."""
        return settings(queues_conf.render(self.config))

    def _socket(self, socket: Socket) -> str:
        return f"DAHDI/{self._sockets[socket]}"

    def _device(self, device: Device) -> str:
        if isinstance(device, DeskPhone):
            return self._socket(device.socket)
        return f"PJSIP/{device.account}"

    def _line(self, line: Line) -> str:
        match line:
            case CityLine(socket):
                return self._socket(socket)
            case DigitalLine():
                return f"DAHDI/{self.config.digital_lines()[line].base}"
            case SipTrunk(name):
                return f"PJSIP/{name}"

    def filled(self, taken: Mapping[str, int]) -> Mapping[str, int]:
        """Calls on each SIP line when so many are up in each group; the first lines fill first."""
        found: dict[str, int] = {}
        for number, group in self.groups.items():
            left = taken.get(str(number), 0)
            for line in group.lines:
                if isinstance(line, SipTrunk):
                    found[line.name.text] = min(left, line.channels)
                    left -= found[line.name.text]
        return found

    def sounds(self, files: str) -> str:
        """Files that are played, prompts of the configuration by their names."""
        names = {prompts.sound(each.key): each.name.text for each in self.config.prompts}
        placed = (prompts.placed(each) for each in files.split("&"))
        return ", ".join(names.get(each, each) for each in placed)

    def shown(self, number: str) -> str:
        """A number with whose it is, where it is somebody's."""
        name = self.names.get(number, number)
        return number if name == number else f"{number} ({name})"

    def telephone(self, number: ExtensionNumber) -> Entrance | None:
        """Where the first device of an extension begins its calls; None: it has none."""
        channels = (channel for channel, owner in self.telephones.items() if owner == number)
        return next((self._entrances[each] for each in channels if each in self._entrances), None)

    def line(self, group: int, place: int) -> Entrance | None:
        """Where calls on the `place`th line of a group begin; None: there is no such line."""
        line = self.trunk_line(group, place)
        return None if line is None else self._entrances.get(self._line(line))

    def trunk_line(self, group: int, place: int) -> Line | None:
        """The `place`th line of a group, counted from 1."""
        lines = self.groups[group].lines if group in self.groups else ()
        return lines[place - 1] if place <= len(lines) else None
