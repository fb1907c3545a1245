"""`build/run --cards`: what may be asked for, QEMU's words for it, and its first dial tone."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from build.lib.verbs import cards
from drivers.virtual.cards.far_end.telephone import Telephone
from drivers.virtual.cards.models import assemble


@pytest.mark.parametrize("card", cards.MODELS)
def test_every_card_can_be_emulated_and_its_telephones_are_counted(card: str) -> None:
    far_ends = assemble(cards.MODELS[card]).far_ends
    assert cards.telephones(card) == sum(isinstance(far, Telephone) for far in far_ends.values())


def test_the_looped_spans_have_sixteen_telephones() -> None:
    assert cards.telephones("virtual") == 16


def test_qemu_is_told_where_the_card_is_served() -> None:
    switch, told = cards.device(Path("/run/a folder/card"))
    assert switch == "-device"
    assert json.loads(told) == {
        "driver": "vfio-user-pci", "rombar": 0,
        "socket": {"type": "unix", "path": "/run/a folder/card"},
    }  # fmt: skip


def test_looped_spans_are_no_device(tmp_path: Path) -> None:
    with cards.plugged("virtual", tmp_path) as words:
        assert words == ()
    assert not list(tmp_path.iterdir())


def test_nobody_waits_for_dial_tone_without_a_telephone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cards.first_dial_tone("te122", tmp_path) is None
    assert "not waiting for dial tone" in capsys.readouterr().err


@contextmanager
def _far_ends(folder: Path, *tones: str) -> Iterator[list[dict[str, object]]]:
    """A card whose first telephone hears the next of `tones` at each lift, at last always the last.

    Gives all that was asked of it.
    """
    asked: list[dict[str, object]] = []

    def serve(listener: socket.socket) -> None:
        left = list(tones)
        line, _ = listener.accept()
        with line, line.makefile("rb") as lines, contextlib.suppress(ConnectionError):
            for raw in lines:
                asked.append(json.loads(raw))
                line.sendall(json.dumps({"id": asked[-1]["id"], "ok": True}).encode() + b"\n")
                if asked[-1]["do"] == "lift":
                    event = {"event": "tone", "port": 1, "tone": left[0]}
                    del left[: len(left) > 1]
                    line.sendall(json.dumps(event).encode() + b"\n")

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "far-ends"))
        listener.listen()
        serving = threading.Thread(target=serve, args=(listener,))
        serving.start()
        yield asked
        serving.join()


def test_a_telephone_is_lifted_again_until_it_hears_dial_tone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card whose driver is not there yet gives none; each time the handset is put back."""
    monkeypatch.setattr(cards, "LISTENS", 0.05)
    with _far_ends(tmp_path, "none", "busy", "dial") as asked:
        assert cards.first_dial_tone("tdm400p", tmp_path) is None
    lifts = [each for each in asked if each["do"] == "lift"]
    assert len(lifts) >= 3
    assert [(each["do"], each["port"]) for each in asked] == (
        [("lift", 1), ("hang_up", 1)] * len(lifts)
    )
