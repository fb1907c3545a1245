"""Bring the catalogues up to date with the source: `python3 -m appliance.spoken.gather`.

Whatever is raised as `Invalid` or `Fault`, posted as `Issue`, or marked is to be translated. New
texts appear with an empty translation, which a test refuses; texts nobody says disappear.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from appliance.spoken.languages import LANGUAGES, SOURCE, path_of

TREE = Path(__file__).parents[1]
# Which arguments of a call are words for a person.
_SPEAKING = {
    "Invalid": (0, 1),
    "Fault": (0, 1),
    "RolledBack": (0, 1),
    "Later": (0, 1),
    "NotTaken": (0, 1),
    "NotThere": (0, 1),
    "Refused": (0, 1),
    "Issue": (2, 3),
    "check_between": (0,),
    "check_text": (0,),
    "unique": (0, 1),
    "mark": (0,),
    "_": (0,),
}


def template(tree: Path = TREE) -> Catalog:
    """Every text that is to be translated, with its gaps as `%(name)s`."""
    read = {path: ast.parse(path.read_text("utf-8")) for path in sorted(tree.rglob("*.py"))}
    constants = {name: node for module in read.values() for name, node in _constants(module)}
    found = Catalog(project="Lineman", charset="utf-8", fuzzy=False)
    for module in read.values():
        for text in _texts(module, constants | dict(_constants(module))):
            found.add(text)
    return found


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Sentences that the module has named."""
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            yield target.id, node.value


def _texts(module: ast.Module, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    for node, name in _calls(module):
        for place in _SPEAKING.get(name, ()):
            for given in node.args[place : place + 1]:
                yield from _text(given, constants)


def _calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Each call and what is called; `super().__init__` in a class is a call of its base."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield node, getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        if isinstance(node, ast.ClassDef) and node.bases:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "super().__init__":
                    yield inner, ast.unparse(node.bases[0])


def _text(given: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    """The sentence of one argument; of a choice both, of a value only known at run time none."""
    match given:
        case ast.Constant(value=str(text)) if any(c.isalpha() for c in text):
            yield text
        case ast.JoinedStr(values=parts):
            yield from _joined(parts)
        case ast.IfExp(body=body, orelse=other):
            yield from _text(body, constants)
            yield from _text(other, constants)
        case ast.Name(id=name) if name in constants:
            yield from _text(constants[name], {})


def _joined(parts: list[ast.expr]) -> Iterator[str]:
    names: list[str] = []
    text, own = "", ""
    for part in parts:
        if isinstance(part, ast.FormattedValue):
            names.append(_unused(_gap(part.value), names))
            text += f"%({names[-1]})s"
        elif isinstance(part, ast.Constant):
            own += str(part.value)
            text += str(part.value).replace("%", "%%")
    if any(c.isalpha() for c in own):
        yield text


def _gap(value: ast.expr) -> str:
    """A name for what stands in a gap, by how the source calls it."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() or "value"
        case ast.Call(args=[first, *_]):
            return _gap(first)
        case ast.Call(func=function):
            return _gap(function)
        case ast.Subscript(value=inner) | ast.GeneratorExp(elt=inner):
            return _gap(inner)
    return "value"


def _unused(name: str, taken: list[str]) -> str:
    count = sum(each.rstrip("0123456789") == name for each in taken)
    return f"{name}{count + 1}" if count else name


def kept(language: str) -> Catalog:
    """The translations as they stand."""
    with path_of(language).open("rb") as opened:
        return read_po(opened, locale=language)


def main() -> None:
    wanted = template()
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        translated = kept(language)
        wanted.creation_date = translated.creation_date
        translated.update(wanted, no_fuzzy_matching=True)
        translated.obsolete.clear()
        with path_of(language).open("wb") as opened:
            write_po(opened, translated, no_location=True, sort_output=True, width=100)


if __name__ == "__main__":
    main()
