"""Boots the image as it ships and lets a test act in it; README.md is the way in."""

from build.lib.vm.console import Console
from build.lib.vm.machine import Disk, Forward, Machine, Service, free_port
from build.lib.vm.waiting import PATIENCE, TooLate, wait_until
from tests.image.harness.boxes import image_under_test, overlay, usual_box
from tests.image.harness.door import agent_credentials, masked
from tests.image.harness.guest import Guest
from tests.image.harness.inside import BOOTENV, Inside
from tests.image.harness.link import GuestFault, Program, Restarted, Result
from tests.image.harness.monitor import Monitor

__all__ = [
    "BOOTENV",
    "PATIENCE",
    "Console",
    "Disk",
    "Forward",
    "Guest",
    "GuestFault",
    "Inside",
    "Machine",
    "Monitor",
    "Program",
    "Restarted",
    "Result",
    "Service",
    "TooLate",
    "agent_credentials",
    "free_port",
    "image_under_test",
    "masked",
    "overlay",
    "usual_box",
    "wait_until",
]
