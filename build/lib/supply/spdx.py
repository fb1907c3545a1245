"""The contents as an SPDX 2.3 document."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import UTC, datetime

from build.lib.supply.model import Component, Contents, Entry

Json = dict[str, object]
_SPACE = uuid.UUID("6c696e65-6d61-4e00-8000-000000000001")


def when(epoch: int) -> str:
    """`epoch` as both formats write a time."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def identity(contents: Contents) -> uuid.UUID:
    """A name that only these contents have."""
    total = hashlib.sha256()
    for entry in contents.entries:
        total.update(f"{entry.path} {entry.sha256} {entry.component}\n".encode())
    for component in contents.components:
        total.update(f"{component.key} {component.version} {component.licence}\n".encode())
    return uuid.uuid5(_SPACE, total.hexdigest())


def _id(*words: str) -> str:
    return "SPDXRef-" + "-".join(re.sub(r"[^A-Za-z0-9.]+", "-", word) for word in words)


def _package_id(component: Component) -> str:
    return _id(component.kind, component.name)


def _verification(entries: list[Entry]) -> str:
    """The code that SPDX 2.3 (7.9) defines over a package's files."""
    joined = "".join(sorted(entry.sha1 for entry in entries))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def _package(component: Component, entries: list[Entry]) -> Json:
    package: Json = {
        "SPDXID": _package_id(component),
        "name": component.name,
        "versionInfo": component.version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": bool(entries),
        "licenseDeclared": component.licence,
        "licenseConcluded": component.licence,
        "copyrightText": "NOASSERTION",
        "supplier": f"Organization: {component.supplier}" if component.supplier else "NOASSERTION",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": component.purl,
        }],
    }  # fmt: skip
    if entries:
        package["packageVerificationCode"] = {
            "packageVerificationCodeValue": _verification(entries)
        }
        package["licenseInfoFromFiles"] = ["NOASSERTION"]
    if component.source:
        package["sourceInfo"] = f"built from Debian's source package {component.source}"
    if component.sha256:
        package["checksums"] = [{"algorithm": "SHA256", "checksumValue": component.sha256}]
    if component.homepage:
        package["homepage"] = component.homepage
    return package


def _file(number: int, entry: Entry) -> Json:
    comment = f"link to {entry.target}" if entry.target else ""
    if entry.how:
        comment = f"{comment}; made by {entry.how}".removeprefix("; ")
    shown: Json = {
        "SPDXID": f"SPDXRef-File-{number}",
        "fileName": f"./{entry.path}",
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": entry.sha1},
            {"algorithm": "SHA256", "checksumValue": entry.sha256},
        ],
        "licenseConcluded": "NOASSERTION",
        "licenseInfoInFiles": ["NOASSERTION"],
        "copyrightText": "NOASSERTION",
    }
    return shown | ({"comment": comment} if comment else {})


def _relation(one: str, kind: str, other: str) -> Json:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def document(contents: Contents) -> Json:
    """The document; the same contents give the same document."""
    own = contents.components[0]
    numbers = {entry.path: number for number, entry in enumerate(contents.entries)}
    relations = [_relation("SPDXRef-DOCUMENT", "DESCRIBES", _package_id(own))]
    for component in contents.components:
        here = _package_id(component)
        if component is not own:
            relations.append(_relation(_package_id(own), "CONTAINS", here))
        relations += [
            _relation(here, "CONTAINS", f"SPDXRef-File-{numbers[entry.path]}")
            for entry in contents.of[component.key]
        ]
    texts = dict(pair for component in contents.components for pair in component.texts)
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"lineman-{contents.version}",
        "documentNamespace": f"urn:uuid:{identity(contents)}",
        "creationInfo": {"created": when(contents.epoch), "creators": ["Tool: lineman-build"]},
        "packages": [_package(c, contents.of[c.key]) for c in contents.components],
        "files": [_file(numbers[entry.path], entry) for entry in contents.entries],
        "relationships": relations,
        "hasExtractedLicensingInfos": [
            {"licenseId": name, "extractedText": text} for name, text in sorted(texts.items())
        ],
    }
