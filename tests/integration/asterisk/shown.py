"""What Asterisk's console shows, as values."""

import re

_CONTEXT = re.compile(r"\[ Context '([^']+)' created by '([^']+)' \]")
_EXTEN = re.compile(r"^  '([^']+)' =>")
_STEP = re.compile(r"\d+\. (\w+\(.*\))\s+\[")


def dialplan(text: str) -> dict[str, dict[str, list[str]]]:
    """The contexts of extensions.conf in `dialplan show`: their numbers, and the steps of each."""
    found: dict[str, dict[str, list[str]]] = {}
    extens: dict[str, list[str]] = {}
    steps: list[str] = []
    for line in text.splitlines():
        if context := _CONTEXT.match(line):
            extens = {}
            if context[2] == "pbx_config":
                found[context[1]] = extens
        elif exten := _EXTEN.match(line):
            steps = extens.setdefault(exten[1], [])
        if step := _STEP.search(line):
            steps.append(step[1])
    return found
