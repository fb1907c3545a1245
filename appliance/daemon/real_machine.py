"""The box itself behind the ports. Only here is the compiled driver binding needed."""

import asyncio
import os

from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.daemon.machine import Machine
from appliance.daemon.places import Places
from appliance.hardware.far_ends import VirtualFarEnds
from appliance.hardware.inventory import DahdiInventory
from appliance.hardware.timing import DahdiClock
from appliance.hardware.udev import UdevWatch
from appliance.host.carrier_probe import distrusted
from appliance.host.dbus import SystemBus
from appliance.host.front import NginxFront
from appliance.host.journal import BoxJournal
from appliance.host.network import BoxNetwork
from appliance.host.rauc import Rauc
from appliance.host.units import Systemd
from appliance.host.web_probe import web_answers


def real(places: Places, bus: Bus, ended: asyncio.Event) -> Machine:
    """`ended` is set when a channel of Asterisk's ends."""
    system = SystemBus()
    systemd = Systemd(system)
    exchange = ManagerExchange(places.manager_secret, bus, ended, Address(), places.heard)
    return Machine(
        exchange=exchange,
        inventory=DahdiInventory(),
        clock=DahdiClock(),
        listen=lambda moved: UdevWatch(moved).start(),
        services=systemd,
        power=systemd,
        installer=Rauc(system),
        web=web_answers,
        mounted=os.path.ismount,
        unban=exchange.unban,
        carrier=distrusted,
        units=systemd,
        journal=BoxJournal(),
        network=BoxNetwork(system),
        front=NginxFront(systemd),
        hands=VirtualFarEnds(),
    )
