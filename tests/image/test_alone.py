"""Telephones need neither the supervisor, nor the web page, nor the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.image.conftest import Boot
from tests.image.harness import masked, usual_box
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Line, Phone, Stream

_NOT_THE_EXCHANGE = (
    "lineman.service", "lineman-web.service", "nginx.service", "systemd-networkd.service",
    "systemd-resolved.service", "lineman-identity.service",
)  # fmt: skip


@pytest.mark.timeout(1200)
def test_a_new_box_telephones_with_all_else_dead(image: Path, tmp_path: Path, boot: Boot) -> None:
    guest = boot(usual_box(image, tmp_path, credentials=masked(*_NOT_THE_EXCHANGE)))
    wait_for_dial_tone(guest)
    assert guest.run(["readlink", "/run/lineman/active"]).out == "/run/lineman/builtin\n"
    for unit in _NOT_THE_EXCHANGE:
        assert guest.run(["systemctl", "is-active", unit], check=False).out == "inactive\n"
    ends = FarEnds(guest)
    caller, called, stream = Phone(ends, 1), Phone(ends, 2), Stream(ends)
    caller.reaches("202", called.rings_soon)
    called.lift()
    caller.play(700)
    called.must_hear(700)
    caller.hang_up()
    called.is_told_of_the_end()
    called.hang_up()
    stream.linked()
    call = stream.reached_by(caller, "#1", "84951230001")
    caller.play(700)
    call.must_hear(700)
    caller.hang_up()
    call.is_now("down")
    Line(ends, 1).ring("84950000000")
    caller.rings()
