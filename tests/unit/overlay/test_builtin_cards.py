"""Without settings the telephones have what the first settings then give them: no number moves."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.apply.builtin import builtin_files
from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Option, parse
from appliance.core.cards import E1_CHANNELS, FoundCard, FoundSpan, HardwareKey, Port, SpanKind
from appliance.core.commands import AdoptCard, edit
from appliance.core.config import Config
from appliance.core.text import Token
from tests.machines.offices import A400P, TDM400P, TDM800P, TE122, VIRTUAL_ANALOGUE, VIRTUAL_E1
from tests.unit.tree import TREE

_PROGRAM = TREE / "rootfs-overlay/usr/lib/lineman/libexec/builtin-cards"
_LETTER = {Port.FXS: "S", Port.FXO: "O", Port.EMPTY: "-"}
# What dahdi_scan of dahdi-tools prints of an analogue port.
_PORT = {Port.FXS: "FXS", Port.FXO: "FXO", Port.EMPTY: "none"}
TE410P = FoundCard(
    HardwareKey("@Board_ID_Switch_0"),
    "Wildcard TE410P",
    Token("wct4xxp"),
    tuple(FoundSpan(local, SpanKind.E1) for local in range(1, 5)),
)


def _numbered(cards: tuple[FoundCard, ...]) -> tuple[FoundCard, ...]:
    """As drivers number them: spans and channels in the order of arrival."""
    number, base, out = 1, 1, []
    for card in cards:
        spans = []
        for span in card.spans:
            spans.append(replace(span, number=number, base=base))
            number, base = number + 1, base + (len(span.ports) or E1_CHANNELS)
        out.append(replace(card, spans=tuple(spans)))
    return tuple(out)


class Box:
    """A made-up sysfs below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.scan = folder, ""
        (folder / "spans").mkdir()
        (folder / "bin").mkdir()

    def span(self, card: FoundCard, span: FoundSpan, *, digital: bool, channels: int) -> None:
        here = self.folder / "devices" / str(card.key).replace("/", "!")
        (here / f"span-{span.number}").mkdir(parents=True)
        if card.key.virtual:
            (here / "hardware_id").write_text(f"{card.key}\n")
        for name, value in (("basechan", span.base), ("channels", channels),
                            ("is_digital", int(digital))):  # fmt: skip
            (here / f"span-{span.number}" / name).write_text(f"{value}\n")
        (self.folder / f"spans/span-{span.number}").symlink_to(here / f"span-{span.number}")
        self.scan += f"[{span.number}]\nactive=yes\n"
        for port, socket in enumerate(span.ports, 1):
            self.scan += f"port={port},{_PORT[socket]}\n"

    def plug(self, card: FoundCard) -> None:
        for span in card.spans:
            digital = card.key.virtual or not span.ports  # a dynamic span always says so
            self.span(card, span, digital=digital, channels=len(span.ports) or E1_CHANNELS)
            if card.key.virtual:
                with (self.folder / "virtual").open("a") as described:
                    letters = "".join(_LETTER[port] for port in span.ports)
                    described.write(f"{card.key} {letters or 'E1'}\n")

    def built_in(self) -> dict[str, str]:
        """What the program writes, by file."""
        (self.folder / "scan").write_text(self.scan)
        for name, body in (("dahdi_scan", f"cat {self.folder}/scan"), ("chown", ":")):
            (self.folder / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
            (self.folder / "bin" / name).chmod(0o755)
        out = self.folder / "builtin"
        environment = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "LINEMAN_SPANS": str(self.folder / "spans"),
            "LINEMAN_BUILTIN": str(out),
        }
        argv = ["sh", str(_PROGRAM), str(self.folder / "virtual")]
        subprocess.run(argv, check=True, env=environment)
        return {str(p.relative_to(out)): p.read_text() for p in out.rglob("*") if p.is_file()}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def _sections(text: str) -> dict[str, set[tuple[str, str]]]:
    """Options by section; the language is the exchange's own without a setting."""
    return {
        section.name: {
            (line.name, line.value)
            for line in section.lines
            if isinstance(line, Option) and line.name != "language"
        }
        for section in parse(text).sections
    }


def _dialplan(text: str) -> dict[tuple[str, str], list[str]]:
    """Steps by context and number, without hints."""
    found: dict[tuple[str, str], list[str]] = {}
    for section in parse(text).sections:
        number = ""
        for line in section.lines:
            if not isinstance(line, Option) or ",hint," in line.value:
                continue
            if line.name == "exten":
                number, _, step = line.value.split(",", 2)
            elif line.name == "same":
                _, step = line.value.split(",", 1)
            else:
                continue
            found.setdefault((section.name, number), []).append(step)
    return found


def _settings(text: str) -> set[str]:
    return {line for line in text.splitlines() if line and not line.startswith("#")}


@pytest.mark.parametrize(
    "cards",
    [
        (TDM400P,),
        (TE122,),
        (TDM800P, A400P, TE122),
        (TE410P, TDM400P),
        (TE122, TE410P),
        (VIRTUAL_E1, VIRTUAL_ANALOGUE),
        (A400P,),
    ],
    ids=lambda cards: " ".join(card.model for card in cards),
)
def test_the_first_settings_change_nothing(box: Box, cards: tuple[FoundCard, ...]) -> None:
    config = Config()
    for card in _numbered(cards):
        box.plug(card)
        config = edit(config, AdoptCard(card))
    before, after = box.built_in(), compile_config(config)
    assert _settings(before["dahdi/system.conf"]) == _settings(after["dahdi/system.conf"])
    name = "asterisk/dahdi-channels.conf"
    assert _sections(before[name]) == _sections(after[name])
    built_in = _dialplan(before["asterisk/extensions_builtin.conf"])
    compiled = _dialplan(after["asterisk/extensions.conf"])
    telephones = {key for key in compiled if key[0] == "ext-local"}
    assert set(built_in) - {("from-pstn-line", "s")} == telephones
    for key, steps in built_in.items():
        assert steps == compiled[key], key


def test_the_dialplan_beside_it_knows_both_groups_and_nobody() -> None:
    """What the compiler makes for any cards, a group that is not there but tried in vain."""
    shipped = _dialplan(builtin_files()["asterisk/extensions.conf"])
    both = edit(edit(Config(), AdoptCard(TE122)), AdoptCard(TDM400P))
    compiled = _dialplan(compile_config(both)["asterisk/extensions.conf"])
    same = [key for key in compiled if key[0].startswith(("emergency", "trunk-", "out-"))]
    assert len(same) > 10
    assert {key: shipped[key] for key in same} == {key: compiled[key] for key in same}
    assert ("rights", "usual-city") in shipped
    assert not any(context in {"ext-local", "from-pstn-line"} for context, _ in shipped)


@pytest.mark.parametrize(("kind", "channels"), [("T1", 24), ("BRI", 3)])
def test_a_stream_of_another_kind_is_none(box: Box, kind: str, channels: int) -> None:
    (digital,) = _numbered((replace(TE122, key=HardwareKey(f"@{kind}")),))
    box.span(digital, digital.spans[0], digital=True, channels=channels)
    analogue = replace(TDM400P.spans[0], number=2, base=1 + channels)
    box.span(TDM400P, analogue, digital=False, channels=4)
    before = box.built_in()
    assert "bchan" not in before["dahdi/system.conf"]
    sections = _sections(before["asterisk/dahdi-channels.conf"])
    assert set(sections) == {f"channel-{channels + n}" for n in range(1, 5)}
