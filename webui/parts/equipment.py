"""Telephones of a number and lines of a trunk group; passwords never reach the browser."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from appliance.core.encryption import Encryption, Transport
from appliance.core.secret import SECRET_BYTES, secret_from
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.views import SocketKind
from webui.parts.choices import Choices, Option
from webui.parts.compound import Rows, socket_of, socket_text, sockets
from webui.parts.widgets import Area, Choice, Text, Typed, Whole, Widget, Wrong

NEW_SIP = "SipPhone"


@dataclass(frozen=True, slots=True)
class Pick(Widget):
    """One of the sockets that `kinds` are, or what stands there already."""

    macro = "choice"
    kinds: tuple[SocketKind, ...] = ()
    sip: bool = False  # a new SIP telephone may be chosen too

    @property
    def cards(self) -> bool:
        return True

    def options(self, choices: Choices) -> tuple[Option, ...]:
        found = [Option("", "–")]
        if self.sip:
            found.append(Option(NEW_SIP, choices.say(mark("A new SIP telephone"))))
        for kind in self.kinds:
            found.extend(sockets(choices, kind))
        return tuple(found)

    def named(self, text: str, choices: Choices) -> str:
        kind, _, account = text.partition(" ")
        sip = choices.say(mark("SIP telephone %(account)s"))
        return sip % {"account": account} if kind == NEW_SIP and account else text


_BEHIND_NAT, _FAX_MACHINE = "nat", "fax"


@dataclass(frozen=True, slots=True)
class Stands(Widget):
    """What rings there: where a SIP telephone is, or what is in a port."""

    macro = "choice"

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (
            Option("", choices.say(mark("A telephone"))),
            Option(_BEHIND_NAT, choices.say(mark("SIP telephone behind a router (NAT)"))),
            Option(_FAX_MACHINE, choices.say(mark("A fax machine in the port"))),
        )


@dataclass(frozen=True, slots=True)
class Devices(Widget):
    """What rings for an internal number; a SIP account is named, its password is not."""

    macro = "rows"
    grouped = True

    @property
    def cards(self) -> bool:
        return True

    @property
    def columns(self) -> tuple[tuple[str, str, Widget], ...]:
        return (
            ("", mark("Telephone"), Pick(kinds=(SocketKind.FXS,), sip=True)),
            ("stands", mark("What stands there"), Stands()),
            ("encryption", mark("Over the network"), Choice(of=Encryption)),
        )

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        devices = value or ()
        stand = [_stands(each) for each in devices]
        encrypted = [each.get("encryption", Encryption.ORDINARY.value) for each in devices]
        return {
            name: [_spelled(device) for device in devices],
            f"{name}.stands": stand,
            f"{name}.encryption": encrypted,
        }

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        cells = [name, f"{name}.stands", f"{name}.encryption"]
        rows = zip_longest(*(typed.get(each) or [] for each in cells), fillvalue="")
        chosen = [row for row in rows if row[0].strip()]
        for at, cell in enumerate(cells):
            typed[cell] = [row[at] for row in chosen]
        for at, (text, stands, _) in enumerate(chosen):
            if text.startswith(NEW_SIP) and stands == _FAX_MACHINE:
                raise Wrong(
                    mark("A fax machine is in a port of a card: choose the port."),
                    f"{name}[{at}].stands",
                )
        return [_device(*row) for row in chosen]

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        labels = {o.value: o.label.partition(" — ")[0] for o in sockets(choices, SocketKind.FXS)}
        words = (labels.get(_spelled(each), f"SIP {each.get('account', '')}") for each in value)
        return ", ".join(words) or "–"


def _spelled(device: Plain) -> str:
    if device["type"] == "SipPhone":
        return f"SipPhone {device['account']}"
    socket: Any = device["socket"]
    return socket_text(socket)


def _stands(device: Plain) -> str:
    if device.get("fax_machine"):
        return _FAX_MACHINE
    return _BEHIND_NAT if device.get("behind_nat") else ""


def _device(text: str, stands: str, encryption: str) -> dict[str, Any]:
    if text.startswith(NEW_SIP):
        return {
            "type": "SipPhone",
            "account": text.removeprefix(NEW_SIP).strip(),
            "secret": "",
            "behind_nat": stands == _BEHIND_NAT,
            "encryption": encryption or Encryption.ORDINARY.value,
        }
    fax_machine = stands == _FAX_MACHINE
    return {"type": "DeskPhone", "socket": socket_of(text), "fax_machine": fax_machine}


def accounts(extensions: Iterable[Plain]) -> frozenset[str]:
    """Every SIP account that a telephone of these has; one may be called by a number of old."""
    devices = (each for extension in extensions for each in _devices(extension))
    return frozenset(str(each["account"]) for each in devices if "account" in each)


def with_secrets(part: Plain, old: Plain | None, taken: frozenset[str] = frozenset()) -> Plain:
    """An extension whose SIP telephones keep their passwords; a new one gets one of the box's.

    `taken` are accounts of all telephones.
    """
    known = {each["account"]: each["secret"] for each in _devices(old) if "account" in each}
    devices = []
    for device in _devices(part):
        if device["type"] != "SipPhone":
            devices.append(device)
            continue
        account = device["account"] or _free_account(str(part["number"]), taken.union(known))
        secret = known.get(account) or secret_from(secrets.token_bytes(SECRET_BYTES)).text
        known[account] = secret
        devices.append({**device, "account": account, "secret": secret})
    return {**part, "devices": devices}


def _free_account(number: str, taken: frozenset[str]) -> str:
    account, at = number, 1
    while account in taken:
        at += 1
        account = f"{number}-{at}"
    return account


def _devices(part: Plain | None) -> list[dict[str, Any]]:
    found: Any = (part or {}).get("devices", [])
    return list(found)


@dataclass(frozen=True, slots=True)
class Hidden(Text):
    """A password: typed, never sent back."""

    macro = "hidden"

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        return (typed.get(name) or [""])[0]


_WAYS = {
    "udp": (Transport.UDP, False),
    "tcp": (Transport.TCP, False),
    "tls": (Transport.TLS, False),
    "srtp": (Transport.TLS, True),
}


_CELLS = {"transport": "way", "encrypted": "way", "registration": "user", "t38": "fax"}


@dataclass(frozen=True, slots=True)
class Carried(Widget):
    """How messages and sound of a SIP line go; encrypted sound without TLS is none."""

    macro = "choice"

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (
            Option("udp", choices.say(mark("Not encrypted (UDP)"))),
            Option("tcp", choices.say(mark("Not encrypted (TCP)"))),
            Option("tls", choices.say(mark("Messages encrypted (TLS), sound not"))),
            Option("srtp", choices.say(mark("All encrypted (TLS and SRTP)"))),
        )


@dataclass(frozen=True, slots=True)
class Faxes(Widget):
    """How a SIP line carries faxes."""

    macro = "choice"

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (
            Option("sound", choices.say(mark("As sound"))),
            Option("t38", choices.say(mark("As data (T.38)"))),
        )


_SIP = Rows(
    columns=(
        ("name", mark("Short name"), Text()),
        ("host", mark("Server"), Text()),
        ("way", mark("Over the network"), Carried(blank="udp")),
        ("port", mark("Port"), Whole(optional=True)),
        ("user", mark("Account"), Text(bare=True)),
        ("password", mark("Password"), Hidden(bare=True)),
        ("channels", mark("Calls at once"), Whole(blank="10")),
        ("fax", mark("Faxes"), Faxes(blank="sound")),
        ("authority", mark("Authority of its certificate"), Area(bare=True)),
    )
)


@dataclass(frozen=True, slots=True)
class Lines(Widget):
    """City lines and E1 by their sockets, SIP operators by their servers."""

    macro = "lines"
    grouped = True

    @property
    def cards(self) -> bool:
        return True

    @property
    def wired(self) -> _Wired:
        return _Wired()

    @property
    def sip(self) -> Rows:
        return _SIP

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        sip = [_flat(line) for line in value or () if line["type"] == "SipTrunk"]
        wired = [_wired(line) for line in value or () if line["type"] != "SipTrunk"]
        return {f"{name}.wired": wired, **_SIP.write(f"{name}.sip", sip)}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        wired = [text for text in typed.get(f"{name}.wired") or [] if text.strip()]
        typed[f"{name}.wired"] = wired
        sip = _SIP.read(f"{name}.sip", typed)
        return [*map(_line, wired), *map(_trunk, sip)]

    def cell(self, path: str) -> str:
        """Lines of one kind alone stand in a group, and only those of SIP have fields."""
        row, _, field = path.rpartition(".")
        return f"{row.replace('[', '.sip[')}.{_CELLS.get(field, field)}"

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        labels = {o.value: o.label.partition(" — ")[0] for o in self.wired.options(choices)}
        words = (
            f"SIP {line['host']}" if line["type"] == "SipTrunk"
            else labels.get(_wired(line), _wired(line))
            for line in value
        )  # fmt: skip
        return ", ".join(words) or "–"


@dataclass(frozen=True, slots=True)
class _Wired(Widget):
    """The sockets of a group's lines, one row each."""

    macro = "rows"
    grouped = True

    @property
    def columns(self) -> tuple[tuple[str, str, Widget], ...]:
        return (("", "", Pick(kinds=(SocketKind.FXO, SocketKind.E1))),)

    def options(self, choices: Choices) -> tuple[Option, ...]:
        city, streams = sockets(choices, SocketKind.FXO), sockets(choices, SocketKind.E1)
        return (*city, *streams)


def _wired(line: Plain) -> str:
    if line["type"] == "CityLine":
        return _spelled({"type": "", "socket": line["socket"]})
    return f"{line['card']} {line['span']} 1"


def _line(text: str) -> dict[str, Any]:
    """Whether it is a city line or an E1 the caller says, who knows the cards (`as_wired`)."""
    return {"type": "CityLine", "socket": socket_of(text)}


def as_wired(part: Plain, choices: Choices) -> Plain:
    """A trunk group whose E1 are named as such."""
    streams = {o.value for o in sockets(choices, SocketKind.E1)}
    found: Any = part["lines"]
    lines = [
        {"type": "DigitalLine", "card": line["socket"]["card"], "span": line["socket"]["span"]}
        if line["type"] == "CityLine" and _wired(line) in streams
        else line
        for line in found
    ]
    return {**part, "lines": lines}


def _flat(line: Any) -> dict[str, Any]:  # noqa: ANN401
    registration = line["registration"] or {"user": ""}
    carried = (line["transport"], line["encrypted"])
    way = next(way for way, each in _WAYS.items() if each == carried)
    return {**line, "user": registration["user"], "password": "", "way": way,
            "fax": "t38" if line["t38"] else "sound"}  # fmt: skip


def _trunk(row: dict[str, Any]) -> dict[str, Any]:
    """Password and codecs are those it had, where nothing else is said (`with_passwords`)."""
    user, password = row.pop("user"), row.pop("password")
    registration = {"user": user, "password": password} if user else None
    transport, encrypted = _WAYS.get(row.pop("way"), _WAYS["udp"])
    port = row["port"] or (5061 if transport is Transport.TLS else 5060)
    fresh = {"transport": transport.value, "encrypted": encrypted, "port": port,
             "t38": row.pop("fax") == "t38"}  # fmt: skip
    return {"type": "SipTrunk", **row, **fresh, "registration": registration}


def with_passwords(part: Plain, old: Plain | None) -> Plain:
    """A trunk group whose operators keep the passwords that were not typed anew."""
    before: Any = (old or {}).get("lines", [])
    known = {line["name"]: line for line in before if line["type"] == "SipTrunk"}
    lines: Any = part["lines"]
    wired = [line for line in lines if line["type"] != "SipTrunk"]
    sip = [line for line in lines if line["type"] == "SipTrunk"]
    kept = [_kept(line, known.get(line["name"], {}), at) for at, line in enumerate(sip)]
    return {**part, "lines": [*wired, *kept]}


def _kept(line: dict[str, Any], was: dict[str, Any], at: int) -> dict[str, Any]:
    fresh = {**line, **({"codecs": was["codecs"]} if "codecs" in was else {})}
    registration = line["registration"]
    if registration and not registration["password"]:
        before = (was.get("registration") or {}).get("password")
        if not before:
            raise Wrong(mark("Fill this in."), f"lines.sip[{at}].password")
        fresh["registration"] = {**registration, "password": before}
    return fresh
