"""What `build/run` says and asks for, without a machine."""

from __future__ import annotations

import socket

import pytest

from build.lib.verbs import run


def test_a_person_is_told_address_code_and_way_out() -> None:
    said = run.told("ABCDE-FGHIJ", 8443, 5070)
    assert "https://localhost:8443/" in said
    assert "ABCDE-FGHIJ" in said
    assert "UDP port 5070" in said
    assert "Ctrl-C" in said


def test_a_box_that_is_set_up_has_no_code_to_tell() -> None:
    assert "set up" in run.told(None, 8443, 5060)


def test_a_port_somebody_has_is_not_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run.free(port) not in {0, port}


def test_an_unknown_card_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.arguments(["--cards", "x"])
    assert "tdm400p" in capsys.readouterr().err
