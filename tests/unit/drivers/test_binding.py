"""The binding declares what its objects use, and nothing that nobody has ever called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.unit.tree import TREE

_BINDING = TREE / "drivers" / "dahdi"
_CALLERS = ("drivers", "appliance", "tests")
_PACKAGE = "drivers.dahdi"


def test_every_order_of_the_driver_is_given_by_some_object() -> None:
    declared = re.findall(r"^ORDER_\w+\((\w+)", (_BINDING / "shim.c").read_text(), re.MULTILINE)
    declared += [
        name
        for header in (_BINDING / "decl").glob("*.h")
        for name in re.findall(r"(\w+)\([^()]*\);", header.read_text())
    ]
    text = "".join(path.read_text() for path in _BINDING.glob("*.py"))
    assert declared
    assert [name for name in declared if f"lib.{name}(" not in text] == []


def offered(module: str, tree: ast.Module) -> Iterator[str]:
    """`module.function` and `module.Class.method` of all that others may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{module}.{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from (
                f"{module}.{node.name}.{method.name}"
                for method in node.body
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
            )


def used(tree: ast.Module, home: str = "") -> Iterator[str]:
    """What a file names of the binding: `module.function`, and `module..attribute` for each
    attribute that it takes of anything where it knows `module`; its own if that is `home`.
    """
    modules: dict[str, str] = {home: home} if home else {}
    functions: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _PACKAGE:
            modules |= {name.asname or name.name: name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_PACKAGE}."):
            module = (node.module or "").rsplit(".", 1)[1]
            functions |= {n.asname or n.name: f"{module}.{n.name}" for n in node.names}
    if home:
        functions |= {
            node.name: f"{home}.{node.name}"
            for node in tree.body if isinstance(node, ast.FunctionDef)
        }  # fmt: skip
    known = {*modules.values(), *(name.split(".")[0] for name in functions.values())}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in functions:
            yield functions[node.id]
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in modules:
                yield f"{modules[node.value.id]}.{node.attr}"
            yield from (f"{module}..{node.attr}" for module in known)


def _callers() -> Iterator[tuple[ast.Module, str]]:
    """Every file that may call the binding, and its module where it is one of the binding's."""
    for place in _CALLERS:
        for path in (TREE / place).rglob("*.py"):
            yield ast.parse(path.read_text()), path.stem if path.parent == _BINDING else ""


def _missing(names: set[str], uses: set[str]) -> list[str]:
    def is_used(name: str) -> bool:
        module, _, rest = name.partition(".")
        owner, _, method = rest.partition(".")
        return f"{module}..{method}" in uses if method else f"{module}.{owner}" in uses

    return sorted(name for name in names if not is_used(name))


def test_everything_that_is_offered_has_a_caller() -> None:
    names = {
        name
        for path in _BINDING.glob("*.py")
        for name in offered(path.stem, ast.parse(path.read_text()))
    }
    uses = {use for tree, home in _callers() for use in used(tree, home)}
    assert {"tones.find", "channel.Channel.hook"} <= names
    assert _missing(names, uses) == []


@pytest.mark.parametrize(
    ("caller", "missing"),
    [
        ("from drivers.dahdi import tones\ntones.find('ru')", ["tones.load"]),
        ("from drivers.dahdi.tones import find as look\nlook('ru')", ["tones.load"]),
        ("text.find('ru'); json.load(file)", ["tones.find", "tones.load"]),
        ("from drivers.dahdi import control\ncontrol.find('x')", ["tones.find", "tones.load"]),
    ],
)
def test_a_name_that_others_have_too_is_no_call(caller: str, missing: list[str]) -> None:
    assert _missing({"tones.find", "tones.load"}, set(used(ast.parse(caller)))) == missing
