"""Decisions are told apart by their numbers."""

from __future__ import annotations

import re

from tests.unit.tree import TREE

_PAGES = sorted((TREE / "appliance/decisions").glob("[0-9]*.md"))


def test_each_page_has_a_number_of_its_own_and_is_headed_by_it() -> None:
    numbers = [page.name[:4] for page in _PAGES]
    assert len(set(numbers)) == len(numbers)
    for page, number in zip(_PAGES, numbers, strict=True):
        assert page.read_text().startswith(f"# {number} "), page.name


def test_what_is_replaced_says_by_what() -> None:
    """Both ways: the new page names the old one, the old one the new."""
    for page in _PAGES:
        state = page.read_text().splitlines()[2]
        whole = re.search(r"Replaces (\d{4}(?:(?:,| and) \d{4})*)\.", state)
        for old in re.findall(r"\d{4}", whole[1]) if whole else []:
            (replaced,) = (each for each in _PAGES if each.name.startswith(old))
            assert f"replaced by {page.name[:4]}" in replaced.read_text().splitlines()[2], old
