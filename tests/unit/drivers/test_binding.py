"""The binding declares what its objects use, and nothing that nobody has ever called."""

from __future__ import annotations

import re

from tests.unit.tree import TREE

_BINDING = TREE / "drivers" / "dahdi"


def test_every_order_of_the_driver_is_given_by_some_object() -> None:
    declared = re.findall(r"^ORDER_\w+\((\w+)", (_BINDING / "shim.c").read_text(), re.MULTILINE)
    text = "".join(path.read_text() for path in _BINDING.glob("*.py"))
    assert declared
    assert [name for name in declared if f"lib.{name}(" not in text] == []


def test_every_method_has_a_caller() -> None:
    text = "".join(p.read_text() for place in ("drivers", "appliance", "tests")
                   for p in (TREE / place).rglob("*.py"))  # fmt: skip
    public = [
        name
        for path in _BINDING.glob("*.py")
        for name in re.findall(r"^ *def ([a-z]\w*)\(", path.read_text(), re.MULTILINE)
    ]
    assert [name for name in public if len(re.findall(rf"\b{name}\b", text)) < 2] == []
