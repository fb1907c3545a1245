"""One Asterisk for all tests of a file, told apart by what its log and spool say."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.commands import SetRecording
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.trunks import Recording
from tests.integration.asterisk.office import Office, running
from tests.machines.offices import after, sip

NOBODY_THERE = "ndpoint '304'"  # chan_pjsip says so of every telephone that is off


def people() -> Config:
    """Three telephones (303 rings shortly) and 304, which is off; all calls are recorded."""
    staff = (("301", "Юлия Объедкова"), ("302", "John Smith"), ("303", "Пётр"), ("304", "Off"))
    config = after(*(sip(number, name) for number, name in staff), SetRecording(Recording.ALL))
    hasty = replace(config.extension(ExtensionNumber("303")), ring_seconds=5)
    others = (each for each in config.extensions if each.number != hasty.number)
    return replace(config, extensions=(*others, hasty))


@pytest.fixture(scope="session")
def root() -> Path:
    """The box's root tree."""
    return Path(os.environ["LINEMAN_ASTERISK_ROOT"])


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Running; it must not have complained by the end."""
    folder = tmp_path_factory.mktemp("asterisk")
    with running(root, folder, people(), NOBODY_THERE) as office:
        yield office
