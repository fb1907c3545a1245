"""One Asterisk a file, with nothing going on when a test begins."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.in_call.telephones import (
    LINE,
    TONES,
    in_hand,
)
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("in-call"), in_hand()) as office:
        for account, tone in TONES.items():
            office.phone(account).sound.say(tone)
        yield office


@pytest.fixture(autouse=True)
def _quiet(office: Office) -> Iterator[None]:
    """Nothing goes on at the end of a test."""
    yield
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    office.forget()
    for account, tone in TONES.items():
        office.phone(account).sound.say(tone)
    office.take()


@pytest.fixture
def far(office: Office) -> Iterator[FarEnd]:
    """The other end of the line."""
    made = FarEnd(office.asterisk, LINE.host, LINE.port)
    yield made
    made.close()
