"""The loop test's judge: what came back whole, late, torn or not at all."""

from __future__ import annotations

import pytest

from drivers.dahdi.pattern import BLOCK, PERIOD, Break, Judge, stretch


def blocks(count: int, first: int = 0) -> list[bytes]:
    return [stretch((first + BLOCK * n) % PERIOD) for n in range(count)]


@pytest.mark.parametrize("first", [0, 17, 255])
def test_a_whole_pattern_has_no_errors_wherever_it_begins(first: int) -> None:
    judge = Judge()
    assert not any(judge.take(block) for block in blocks(5, first))
    assert (judge.loops, judge.errors) == (5, 0)


def test_a_lost_block_is_one_error() -> None:
    judge = Judge()
    sent = blocks(4)
    found = [judge.take(block) for block in (sent[0], sent[2], sent[3])]
    assert found == [[], [Break(1, 0, 2 * BLOCK % PERIOD, BLOCK % PERIOD)], []]


def test_a_wrong_byte_is_told_with_its_place() -> None:
    judge = Judge()
    torn = bytearray(stretch(0))
    torn[300] = 0
    assert judge.take(bytes(torn))[0] == Break(0, 300, 0, 300 % PERIOD)
    assert judge.errors == 2  # the one that is wrong, and the way back to the pattern


def test_silence_is_all_errors() -> None:
    judge = Judge()
    for _ in range(2):
        judge.take(b"\xff" * BLOCK)
    assert judge.errors == 2 * BLOCK - 1


def test_nothing_is_no_loop() -> None:
    judge = Judge()
    assert judge.take(b"") == []
    assert judge.loops == 0
