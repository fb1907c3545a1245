"""What `build/test` runs for the words it is given."""

from __future__ import annotations

import pytest

from build.lib.settings import BuildError
from build.lib.verbs.test import LAYERS, LINTERS, chosen


def _places(words: list[str]) -> list[tuple[str, list[str]]]:
    return [(stage.title(LAYERS), places) for stage, places in chosen(words)[0]]


def test_without_words_every_layer_runs_cheap_ones_first() -> None:
    stages, options = chosen([])
    assert tuple(dict.fromkeys(each for stage, _ in stages for each in stage.layers)) == LAYERS
    assert LAYERS[0] == "lint"
    assert LAYERS[-1] == "image"
    assert options == []


def test_layers_and_files_run_in_the_order_of_their_cost() -> None:
    words = ["tests/image/test_boot.py", "unit", "lint"]
    assert _places(words) == [
        ("lint", [LINTERS]),
        ("unit", ["tests/unit"]),
        ("web and image, machines beside browsers", ["tests/image/test_boot.py"]),
        ("image, the shared box", ["tests/image/test_boot.py"]),
    ]


def test_what_is_not_tested_is_not_announced() -> None:
    (beside, _), _ = chosen(["image"])[0]
    assert beside.title({"image"}) == "image, machines beside browsers"
    assert beside.title({"web", "image"}) == "web and image, machines beside browsers"


def test_words_after_what_to_test_are_for_pytest() -> None:
    stages, options = chosen(["golden", "--accept", "unit"])
    assert [stage.layers for stage, _ in stages] == [("golden",)]
    assert options == ["--accept", "unit"]


@pytest.mark.parametrize("word", ["tests/nothing", "tests/unit/test_no_such.py::test_it"])
def test_what_is_not_there_is_refused_with_what_there_is(word: str) -> None:
    with pytest.raises(BuildError, match=f"no such tests: {word}; layers: lint"):
        chosen([word])
