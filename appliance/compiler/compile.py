"""The map: each file of a generation and what renders it."""

from collections.abc import Callable, Mapping

from appliance.compiler import firewall, network
from appliance.compiler.asterisk import (
    acl_conf,
    asterisk_conf,
    carriers,
    ccss_conf,
    cdr_conf,
    cel_conf,
    cel_custom_conf,
    chan_dahdi_conf,
    confbridge_conf,
    dahdi_channels_conf,
    extconfig_conf,
    extensions_conf,
    features_conf,
    indications_conf,
    logger_conf,
    manager_conf,
    modules_conf,
    musiconhold_conf,
    pjproject_conf,
    pjsip_conf,
    queues_conf,
    res_config_sqlite3_conf,
    res_fax_conf,
    res_parking_conf,
    rtp_conf,
    stasis_conf,
    udptl_conf,
    voicemail_conf,
)
from appliance.compiler.conf import ConfFile, emit
from appliance.compiler.dahdi import assigned_spans_conf, modules, span_types_conf, system_conf
from appliance.compiler.dialplan import (
    callers,
    desks,
    devices_table,
    directory,
    people_table,
    relations,
    terms,
)
from appliance.compiler.memory import Memory
from appliance.compiler.stamps import stamped
from appliance.compiler.tables import Table, is_table, path, sql
from appliance.core.config import Config

ASTERISK: Mapping[str, Callable[[Config], ConfFile]] = {
    "asterisk/acl.conf": acl_conf.render,
    "asterisk/asterisk.conf": asterisk_conf.render,
    "asterisk/ccss.conf": ccss_conf.render,
    "asterisk/cdr.conf": cdr_conf.render,
    "asterisk/cel.conf": cel_conf.render,
    "asterisk/cel_custom.conf": cel_custom_conf.render,
    "asterisk/chan_dahdi.conf": chan_dahdi_conf.render,
    "asterisk/confbridge.conf": confbridge_conf.render,
    "asterisk/dahdi-channels.conf": dahdi_channels_conf.render,
    "asterisk/extensions.conf": extensions_conf.render,
    "asterisk/features.conf": features_conf.render,
    "asterisk/indications.conf": indications_conf.render,
    "asterisk/logger.conf": logger_conf.render,
    "asterisk/manager.conf": manager_conf.render,
    "asterisk/modules.conf": modules_conf.render,
    "asterisk/musiconhold.conf": musiconhold_conf.render,
    "asterisk/pjproject.conf": pjproject_conf.render,
    "asterisk/pjsip.conf": pjsip_conf.render,
    "asterisk/queues.conf": queues_conf.render,
    "asterisk/res_fax.conf": res_fax_conf.render,
    "asterisk/res_parking.conf": res_parking_conf.render,
    "asterisk/rtp.conf": rtp_conf.render,
    "asterisk/stasis.conf": stasis_conf.render,
    "asterisk/udptl.conf": udptl_conf.render,
    "asterisk/voicemail.conf": voicemail_conf.render,
}
DAHDI: Mapping[str, Callable[[Config], str]] = {
    "dahdi/assigned-spans.conf": assigned_spans_conf.render,
    "dahdi/modules": modules.render,
    "dahdi/span-types.conf": span_types_conf.render,
    "dahdi/system.conf": system_conf.render,
}
FIREWALL: Mapping[str, Callable[[Config], str]] = {"firewall/sets": firewall.render}
NETWORK: Mapping[str, Callable[[Config], str]] = {
    network.NAME: network.name,
    network.PORTS: network.ports,
    network.TIME: network.time,
}
AUTHORITIES: Mapping[str, Callable[[Config], str]] = {"asterisk/carriers.pem": carriers.render}
TABLES: Mapping[str, Callable[[Config], Table]] = {
    callers.TABLE: callers.table,
    relations.CIRCLES: relations.circles,
    relations.OPENINGS: relations.openings,
    "people": people_table.render,
    "pins": people_table.pins,
    terms.HEARS: terms.hears,
    devices_table.TABLE: devices_table.table,
    desks.TABLE: desks.table,
    directory.TABLE: directory.table,
}
"""What Asterisk looks up by itself, and what grows with people and contacts."""

# Files that tell nothing by themselves and are read at the start alone, as that one is.
_READ_WITH: Mapping[str, tuple[str, ...]] = {
    "asterisk/asterisk.conf": (
        "asterisk/carriers.pem",
        "asterisk/ccss.conf",
        "asterisk/modules.conf",
        "asterisk/pjproject.conf",
        "asterisk/stasis.conf",
    )
}
EXTCONFIG, RES_CONFIG = "asterisk/extconfig.conf", "asterisk/res_config_sqlite3.conf"


def compile_config(config: Config, memory: Memory | None = None) -> dict[str, str]:
    """Every file of the generation by its path. All or nothing.

    What `tables.is_table` is given as the text of its `tables.sql`; `apply` makes the database.
    With the memory of the last time only what has to be is rendered, and the rest are the same
    strings.
    """
    known = Memory() if memory is None else memory
    files = {path: known.made(path, make, config) for path, make in _TEXTS.items()}
    texts = {name: known.made(name, make, config) for name, make in _ROWS.items()}
    files |= {path(name, text): text for name, text in texts.items()}
    files[RES_CONFIG] = emit(res_config_sqlite3_conf.render(filter(is_table, files)))
    return dict(sorted(files.items()))


def _plain(path: str) -> Callable[[Config], str]:
    if path in AUTHORITIES:
        return AUTHORITIES[path]
    render = ASTERISK[path]
    return lambda config: emit(render(config))


def _stamped(path: str) -> Callable[[Config], str]:
    make, also = _plain(path), tuple(map(_plain, _READ_WITH.get(path, ())))
    return lambda config: stamped(path, make(config), *(other(config) for other in also))


def _rows(render: Callable[[Config], Table]) -> Callable[[Config], str]:
    return lambda config: sql(render(config))


_TEXTS: Mapping[str, Callable[[Config], str]] = {
    **{path: _stamped(path) for path in ASTERISK},
    **DAHDI,
    **FIREWALL,
    **NETWORK,
    **AUTHORITIES,
    EXTCONFIG: lambda _: emit(extconfig_conf.render(TABLES)),
}
_ROWS = {name: _rows(render) for name, render in TABLES.items()}
