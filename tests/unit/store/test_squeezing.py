"""A revision's text, squeezed in pieces and whole again."""

import zlib
from dataclasses import replace

import pytest

from appliance.core.canonical import to_json
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.pieces import pieces
from appliance.store.squeezing import Squeezer, squeezed, unsqueezed
from tests.machines.company import company
from tests.machines.offices import named


def test_one_squeezer_takes_one_configuration_after_the_other() -> None:
    squeezer = Squeezer()
    first = company(700)
    for config in (
        first,
        edit(first, named("20300", "Новое имя")),
        replace(first, people=first.people[1:]),
        replace(first, people=()),
        Config(),
        first,
    ):
        assert unsqueezed(squeezer.squeezed(pieces(config))) == to_json(config)


def test_only_what_changed_is_squeezed(monkeypatch: pytest.MonkeyPatch) -> None:
    squeezer, first = Squeezer(), company(2000)
    known = first, pieces(first)
    squeezer.squeezed(known[1])
    sizes: list[int] = []
    compress = zlib.compress

    def counted(content: bytes, level: int) -> bytes:
        sizes.append(len(content))
        return compress(content, level)

    monkeypatch.setattr(zlib, "compress", counted)
    squeezer.squeezed(pieces(edit(first, named("20300", "x")), known))
    assert 10_000 < sum(sizes) < 100_000 < len(to_json(first))


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "text",
        b"text",
        squeezed("whole")[:-1],
        squeezed("whole") + squeezed("half")[:-3],
        squeezed("whole") + b"x",
        zlib.compress(b"\xff\xfe"),
    ],
)
def test_what_is_not_whole_is_refused(stored: object) -> None:
    with pytest.raises(Invalid, match="is not whole"):
        unsqueezed(stored)
