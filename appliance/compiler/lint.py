"""Re-reads a compiled tree as a stranger would, and says what does not hold together."""

import re
from collections.abc import Iterator, Mapping

from appliance.compiler.compile import MANIFEST, manifest
from appliance.compiler.conf import ConfFile, Include, Option, emit, parse
from appliance.compiler.dialplan.steps import APPLICATIONS
from appliance.core.errors import Invalid

_DIALPLAN = "asterisk/extensions.conf"
_STEP = re.compile(r"(?:[^,]+,1|n)(?:\([a-z]+\))?,(?P<application>[A-Za-z]+)\((?P<arguments>.*)\)")
_HINT = re.compile(r"[^,]+,hint,.+")
_SECTIONS = frozenset({"general", "globals"})


def lint(files: Mapping[str, str]) -> list[str]:
    """What is wrong, in words; empty when all holds."""
    problems: list[str] = []
    confs: dict[str, ConfFile] = {}
    for path, text in files.items():
        if path.startswith("asterisk/"):
            try:
                confs[path] = parse(text)
            except Invalid as error:
                problems.append(f"{path}: {error}")
                continue
            if emit(confs[path]) != text:
                problems.append(f"{path}: does not read back as it was written")
    problems += _manifest(files)
    if _DIALPLAN in confs:
        problems += _contexts(confs)
        problems += _steps(confs[_DIALPLAN])
    return problems


def _manifest(files: Mapping[str, str]) -> Iterator[str]:
    rest = {path: text for path, text in files.items() if path != MANIFEST}
    if files.get(MANIFEST) != manifest(rest):
        yield "manifest: does not fit the files"


def _contexts(confs: Mapping[str, ConfFile]) -> Iterator[str]:
    """Every context somebody is sent to exists."""
    known = {each.name for each in confs[_DIALPLAN].sections} - _SECTIONS
    for path, conf in confs.items():
        for section in conf.sections:
            for line in section.lines:
                if not isinstance(line, Option):
                    continue
                wanted = _context_of(path, line)
                if wanted is not None and wanted not in known:
                    yield f"{path}: [{section.name}] sends calls to [{wanted}], which is not there"


_GOTO = re.compile(r",Goto(?:If)?\((?:.*\?)?(?P<context>[a-z][a-z0-9-]*),")
_PRE_DIAL = re.compile(r",b\((?P<context>[a-z][a-z0-9-]*)\^")


def _context_of(path: str, line: Option) -> str | None:
    if line.name == "context" or (path == _DIALPLAN and line.name == "include"):
        return line.value
    if path == _DIALPLAN:
        found = _GOTO.search(line.value) or _PRE_DIAL.search(line.value)
        return found["context"] if found else None
    return None


def _steps(dialplan: ConfFile) -> Iterator[str]:
    """Every line is a step with an application of ours, and no priority is given twice."""
    for section in dialplan.sections:
        seen: set[str] = set()
        for line in section.lines:
            if section.name in _SECTIONS or isinstance(line, Include):
                continue
            if not isinstance(line, Option) or not line.arrow:
                yield f"{_DIALPLAN}: [{section.name}] holds a line that is no step"
            elif line.name != "include":
                yield from _step(section.name, line, seen)


def _step(context: str, line: Option, seen: set[str]) -> Iterator[str]:
    if line.name == "exten" and _HINT.fullmatch(line.value):
        return
    found = _STEP.fullmatch(line.value)
    if found is None or found["application"] not in APPLICATIONS:
        yield f"{_DIALPLAN}: [{context}] {line.value!r} is no step of ours"
    elif line.name == "exten":
        number = line.value.split(",", 1)[0]
        if number in seen:
            yield f"{_DIALPLAN}: [{context}] has {number} twice"
        seen.add(number)
