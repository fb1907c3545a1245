"""The map: each file of a generation and what renders it."""

import hashlib
from collections.abc import Callable, Mapping

from appliance.compiler.asterisk import (
    acl_conf,
    asterisk_conf,
    ccss_conf,
    cdr_conf,
    cel_conf,
    cel_custom_conf,
    chan_dahdi_conf,
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
    res_config_sqlite3_conf,
    rtp_conf,
    stasis_conf,
    udptl_conf,
)
from appliance.compiler.conf import ConfFile, emit
from appliance.compiler.dahdi import assigned_spans_conf, modules, span_types_conf, system_conf
from appliance.compiler.dialplan import people_table
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
    "asterisk/rtp.conf": rtp_conf.render,
    "asterisk/stasis.conf": stasis_conf.render,
    "asterisk/udptl.conf": udptl_conf.render,
}
DAHDI: Mapping[str, Callable[[Config], str]] = {
    "dahdi/assigned-spans.conf": assigned_spans_conf.render,
    "dahdi/modules": modules.render,
    "dahdi/span-types.conf": span_types_conf.render,
    "dahdi/system.conf": system_conf.render,
}
TABLES: Mapping[str, Callable[[Config], Table]] = {
    "people": people_table.render,
    "pins": people_table.pins,
}
"""What Asterisk looks up by itself, and what grows with people and contacts."""

EXTCONFIG, RES_CONFIG = "asterisk/extconfig.conf", "asterisk/res_config_sqlite3.conf"
MANIFEST = "manifest"


def compile_config(config: Config) -> dict[str, str]:
    """Every file of the generation by its path, the manifest last. All or nothing.

    What `tables.is_table` is given as the text of its `tables.sql`; `apply` makes the database.
    """
    files = {path: emit(render(config)) for path, render in ASTERISK.items()}
    files |= {path: render(config) for path, render in DAHDI.items()}
    files |= tables(config)
    files[EXTCONFIG] = emit(extconfig_conf.render(TABLES))
    files[RES_CONFIG] = emit(res_config_sqlite3_conf.render(filter(is_table, files)))
    ordered = dict(sorted(files.items()))
    return {**ordered, MANIFEST: manifest(ordered)}


def tables(config: Config) -> dict[str, str]:
    """Every table's text by its path."""
    texts = {name: sql(render(config)) for name, render in TABLES.items()}
    return {path(name, text): text for name, text in texts.items()}


def manifest(files: Mapping[str, str]) -> str:
    """What `sha256sum -c` needs to see that every file of text is as it was written.

    The bytes of a table are known to whoever makes it; its text is pinned by its name.
    """
    return "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {path}\n"
        for path, text in sorted(files.items())
        if not is_table(path)
    )
