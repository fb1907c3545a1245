"""The contents as a CycloneDX 1.6 document."""

from __future__ import annotations

from build.lib.supply.model import Component, Contents, Entry
from build.lib.supply.spdx import identity, when

Json = dict[str, object]
_TYPES = {
    "deb": "library", "wheel": "library", "npm": "library", "own": "firmware", "start": "firmware",
}  # fmt: skip


def _properties(**words: str) -> list[Json]:
    return [{"name": f"lineman:{name}", "value": value} for name, value in words.items() if value]


def _file(entry: Entry) -> Json:
    shown: Json = {
        "type": "file",
        "bom-ref": f"file:{entry.path}",
        "name": f"/{entry.path}",
        "hashes": [
            {"alg": "SHA-1", "content": entry.sha1},
            {"alg": "SHA-256", "content": entry.sha256},
        ],
    }
    told = _properties(link=entry.target, made=entry.how)
    return shown | ({"properties": told} if told else {})


def _component(component: Component, entries: list[Entry]) -> Json:
    shown: Json = {
        "type": _TYPES[component.kind],
        "bom-ref": component.key,
        "name": component.name,
        "version": component.version,
        "licenses": [{"expression": component.licence}],
        "purl": component.purl,
    }
    if component.supplier:
        shown["supplier"] = {"name": component.supplier}
    if component.sha256:
        shown["hashes"] = [{"alg": "SHA-256", "content": component.sha256}]
    if told := _properties(source=component.source):
        shown["properties"] = told
    if entries:
        shown["components"] = [_file(entry) for entry in entries]
    return shown


def document(contents: Contents) -> Json:
    """The document; the same contents give the same document."""
    own, *others = contents.components
    box = _component(own, [])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{identity(contents)}",
        "version": 1,
        "metadata": {"timestamp": when(contents.epoch), "component": box},
        "components": [
            *(_file(entry) for entry in contents.of[own.key]),
            *(_component(component, contents.of[component.key]) for component in others),
        ],
        "dependencies": [{"ref": own.key, "dependsOn": [other.key for other in others]}],
    }
