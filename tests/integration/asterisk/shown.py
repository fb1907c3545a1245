"""What Asterisk's console shows, as values."""

import re

from appliance.compiler.conf import option, parse
from appliance.core.config import Config
from appliance.core.people import SipPhone

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


def accounts(text: str) -> set[str]:
    """Endpoints in `pjsip show endpoints`, but those that begin with `<` as in its legend."""
    words = [line.split() for line in text.splitlines()]
    named = [w[1].split("/")[0] for w in words if len(w) > 1 and w[0] == "Endpoint:"]
    return {name for name in named if not name.startswith("<")}


def accounts_of(config: Config) -> set[str]:
    """What SIP telephones log in as."""
    devices = [device for ext in config.extensions for device in ext.devices]
    return {device.account.text for device in devices if isinstance(device, SipPhone)}


def endpoints_of(pjsip: str) -> set[str]:
    """Telephones and lines that a pjsip.conf of ours gives."""
    sections, is_one = parse(pjsip).sections, option("type", "endpoint")
    alike = {section.name for section in sections if section.template and is_one in section.lines}
    return {
        section.name
        for section in sections
        if not section.template and (section.like in alike or is_one in section.lines)
    }
