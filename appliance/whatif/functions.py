"""The dialplan's functions as Asterisk's source has them; the table at the end is closed."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from appliance.core.scenario import FromTrunk
from appliance.whatif.arguments import named, number, separated, true
from appliance.whatif.call import Call
from appliance.whatif.devices import state_of, state_of_hint

FIELDS = "~ODBCFIELDS~"  # where func_realtime leaves the names of a row's columns
Read = Callable[[Call, str], str | None]
Write = Callable[[Call, str, str], None]


def box_zone(call: Call) -> tzinfo:
    """The zone in which the box itself tells the time."""
    return ZoneInfo(call.exchange.zone.text)


def _caller_id(call: Call, arguments: str) -> str:
    """`all` is left out: nothing compiled asks for it."""
    return call.caller.get(separated(arguments)[0].lower(), "")


def _set_caller_id(call: Call, arguments: str, value: str) -> None:
    call.caller[separated(arguments)[0].lower()] = value.strip()


def _channel(call: Call, arguments: str) -> str:
    if arguments == "state":
        return "Up" if call.up else "Ring"
    if arguments == "name":
        return call.channel
    return call.variables.get(f"CHANNEL({arguments})", "")


def _set_channel(call: Call, arguments: str, value: str) -> None:
    call.variables[f"CHANNEL({arguments})"] = value


def _connected(call: Call, arguments: str) -> str:
    """Whom the channel is connected with: nobody before an answer."""
    return call.variables.get(f"CONNECTEDLINE({separated(arguments)[0]})", "")


def _fax(call: Call, arguments: str) -> str:
    return call.variables.get(f"FAXOPT({arguments})", "")


def _set_fax(call: Call, arguments: str, value: str) -> None:
    call.variables[f"FAXOPT({arguments})"] = value


def _set_connected(call: Call, arguments: str, value: str) -> None:
    call.variables[f"CONNECTEDLINE({separated(arguments)[0]})"] = value


def _entry(arguments: str) -> tuple[str, str]:
    family, _, key = arguments.partition("/")
    return family, key


def _db(call: Call, arguments: str) -> str:
    value = call.live.get(_entry(arguments), "")
    if value:
        call.set("DB_RESULT", value)
    return value


def _set_db(call: Call, arguments: str, value: str) -> None:
    call.live[_entry(arguments)] = value


def _db_delete(call: Call, arguments: str) -> str:
    value = call.live.pop(_entry(arguments), "")
    call.set("DB_RESULT", value)
    return value


def _drop_db(call: Call, arguments: str, _: str) -> None:
    _db_delete(call, arguments)


def _db_keys(call: Call, arguments: str) -> str:
    """In AstDB's order."""
    return ",".join(sorted(key for family, key in call.live if family == arguments))


def _device_state(call: Call, arguments: str) -> str:
    return state_of(call, arguments)


def _extension_state(call: Call, arguments: str) -> str:
    """Of the lamp; without one there is nothing to tell."""
    exten = arguments.partition("@")[0]
    return state_of_hint(call, exten) if exten in call.exchange.hints else "UNKNOWN"


def _set_device_state(call: Call, arguments: str, value: str) -> None:
    call.variables[f"DEVICE_STATE({arguments})"] = value


def _header(call: Call, arguments: str) -> str:
    """Of a call that an operator rings our account with, To alone is asked for."""
    origin = call.scenario.origin
    to = isinstance(origin, FromTrunk) and separated(arguments) == ["read", "To"]
    return f"<sip:{origin.called}@lineman>" if to and isinstance(origin, FromTrunk) else ""


def _uri_part(call: Call, arguments: str) -> str:
    """The user of the address in a variable."""
    name, part = named(arguments, 2)
    found = re.search(r"sips?:([^@>]*)@", call.variables.get(name, ""))
    return found[1] if found and part == "user" else ""


def _set_timeout(call: Call, arguments: str, value: str) -> None:
    call.variables[f"TIMEOUT({arguments})"] = value


def _timeout(call: Call, arguments: str) -> str:
    return call.variables.get(f"TIMEOUT({arguments})", "0")


def _dialplan_exists(call: Call, arguments: str) -> str:
    context, exten, priority = named(arguments, 3)
    dialplan = call.exchange.dialplan
    if not exten and not priority:
        return str(int(dialplan.has_context(context)))
    if priority and not number(priority):
        return str(int(dialplan.priority(context, exten, priority) is not None))
    return str(int(dialplan.exists(context, exten, number(priority) or 1)))


def _filter(_: Call, arguments: str) -> str:
    allowed, text = named(arguments, 2, raw=True)
    signs: set[str] = set()
    while allowed:
        if len(allowed) > 2 and allowed[1] == "-":
            signs.update(map(chr, range(ord(allowed[0]), ord(allowed[2]) + 1)))
            allowed = allowed[3:]
        else:
            signs.add(allowed[0])
            allowed = allowed[1:]
    return "".join(sign for sign in text if sign in signs)


def _group(call: Call, arguments: str) -> str | None:
    return call.groups.get(arguments)


def _set_group(call: Call, arguments: str, value: str) -> None:
    call.groups[arguments] = value


def _group_count(call: Call, arguments: str) -> str:
    """This call and the lines that others have in use."""
    group, _, category = arguments.partition("@")
    group = group or call.groups.get(category, "")
    ours = sum(
        value == group and (not category or name == category) for name, value in call.groups.items()
    )
    return str(ours + call.others_in(group, category))


def _hash(call: Call, arguments: str) -> str:
    name, key = named(arguments, 2)
    return call.variables.get(f"~HASH~{name}~{key}~", "")


def _set_hash(call: Call, arguments: str, value: str) -> None:
    """With a key its value; without, all those whose names func_realtime has left."""
    name, key = named(arguments.lstrip("_"), 2)
    if key:
        call.set(f"~HASH~{name}~{key}~", value)
        return
    columns = separated(call.variables.get(FIELDS, ""))
    values = separated(value)
    for place, column in enumerate(columns):
        call.set(f"~HASH~{name}~{column}~", values[place] if place < len(values) else "")


def _if(_call: Call, arguments: str) -> str:
    condition, _, rest = arguments.partition("?")
    one, other = [*separated(rest, ":"), "", ""][:2]
    return (one if true(condition.strip()) else other).strip()


def _row(call: Call, family: str, column: str, value: str) -> Mapping[str, str]:
    return call.exchange.row(family, column, value)


def _realtime_field(call: Call, arguments: str) -> str | None:
    family, column, value, field = named(arguments, 4)
    return _row(call, family, column, value).get(field)


def _realtime_hash(call: Call, arguments: str) -> str | None:
    """Each name and each value has a comma before it, the first too: so is func_realtime.c."""
    family, column, value = named(arguments, 3)
    row = _row(call, family, column, value)
    if not row:
        return None
    call.set(FIELDS, "".join(f",{_escaped(name)}" for name in row))
    return "".join(f",{_escaped(each)}" for each in row.values())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(",", "\\,")


def _sha1(_: Call, arguments: str) -> str:
    """Of nothing it is nothing (func_sha1.c)."""
    if not arguments:
        return ""
    return hashlib.sha1(arguments.encode(), usedforsecurity=False).hexdigest()


def _shift(call: Call, arguments: str) -> str:
    """Takes the first item off the variable."""
    name, delimiter = named(arguments, 2)
    first, _, rest = call.variables.get(name, "").partition(delimiter or ",")
    call.set(name, rest)
    return first


def _strftime(call: Call, arguments: str) -> str:
    epoch, zone, form = named(arguments, 3)
    moment = datetime.fromtimestamp(number(epoch), UTC) if epoch else call.now
    local = moment.astimezone(ZoneInfo(zone) if zone else box_zone(call))
    return local.strftime(form or "%c")


def _strptime(call: Call, arguments: str) -> str:
    """Seconds since the epoch; 0 of a time that the day leaves out, nothing where it is none."""
    text, zone, form = named(arguments, 3)
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007  # the zone comes next
    except ValueError:
        return ""
    local = moment.replace(tzinfo=ZoneInfo(zone) if zone else box_zone(call))
    seconds = int(local.timestamp())
    there = datetime.fromtimestamp(seconds, local.tzinfo).replace(tzinfo=None) == moment
    return str(seconds if there else 0)


def _no_file(_call: Call, _arguments: str) -> str:
    """A simulated call has no disk: nothing compiled reads what it wrote, but whether it did."""
    return ""


def _unknown(_call: Call, _arguments: str) -> str:
    """The PIN of a mailbox is its owner's, whatever is configured: none is the right one here."""
    return ""


def _stat(call: Call, arguments: str) -> str:
    """Of what the call wrote; what people have recorded is not known here."""
    flag, path = named(arguments, 2)
    written = call.variables.get(f"FILE({path})", "")
    return str(len(written.encode()) if flag == "s" else int(bool(written)))


def _set_header(_call: Call, _arguments: str, _value: str) -> None:
    """What a telephone is told besides does not change how it behaves in the scenario."""


def _set_file(call: Call, arguments: str, value: str) -> None:
    """Nothing is left there when the call is over."""
    call.variables[f"FILE({arguments})"] = value


READ: Mapping[str, Read] = {
    "CALLERID": _caller_id,
    "CHANNEL": _channel,
    "CONNECTEDLINE": _connected,
    "DB": _db,
    "DB_DELETE": _db_delete,
    "DB_KEYS": _db_keys,
    "DEVICE_STATE": _device_state,
    "DIALPLAN_EXISTS": _dialplan_exists,
    "EXTENSION_STATE": _extension_state,
    "FAXOPT": _fax,
    "FILE": _no_file,
    "FILTER": _filter,
    "GROUP": _group,
    "GROUP_COUNT": _group_count,
    "HASH": _hash,
    "IF": _if,
    "LEN": lambda _, arguments: str(len(arguments.encode())),
    "PJSIP_HEADER": _header,
    "PJSIP_PARSE_URI_FROM": _uri_part,
    "QUEUE_WAITING_COUNT": lambda _call, _arguments: "0",  # the scenario knows one call alone
    "REALTIME_FIELD": _realtime_field,
    "REALTIME_HASH": _realtime_hash,
    "SHA1": _sha1,
    "SHIFT": _shift,
    "STAT": _stat,
    "STRFTIME": _strftime,
    "STRPTIME": _strptime,
    "TIMEOUT": _timeout,
    "VM_INFO": _unknown,
}
WRITE: Mapping[str, Write] = {
    "CALLERID": _set_caller_id,
    "CHANNEL": _set_channel,
    "CONNECTEDLINE": _set_connected,
    "DB": _set_db,
    "DB_DELETE": _drop_db,
    "DEVICE_STATE": _set_device_state,
    "FAXOPT": _set_fax,
    "FILE": _set_file,
    "GROUP": _set_group,
    "HASH": _set_hash,
    "PJSIP_HEADER": _set_header,
    "TIMEOUT": _set_timeout,
}
