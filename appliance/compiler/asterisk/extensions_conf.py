"""The dialplan as one file."""

from appliance.compiler.conf import ConfFile, Include, Section, options
from appliance.compiler.dialplan import features, inbound, internal, outbound
from appliance.compiler.dialplan.steps import Context, section
from appliance.compiler.header import header, own_lines
from appliance.core.config import Config

CUSTOM = "extensions_custom.conf"
# Only the built-in configuration has this file: what the start-up shell adds for the cards it sees.
_BUILT_IN = Include("extensions_builtin.conf")


def contexts(config: Config) -> tuple[Context, ...]:
    """Every context of ours, in the order in which a reader meets them."""
    return (
        internal.from_internal(),
        Context("from-internal-custom"),
        outbound.emergency(config),
        features.features(),
        internal.ext_local(config),
        outbound.outbound(config),
        inbound.from_pstn(),
        Context("from-pstn-custom"),
        inbound.from_pstn_routes(config),
        *inbound.from_pstn_tail(config),
        *inbound.from_lines(config),
        internal.analogue_name_context(config),
        internal.call_end(),
        features.check(),
    )


def render(config: Config) -> ConfFile:
    """Globals are cleared at a reload, so that a removed name is gone."""
    general = Section("general", options(static=True, writeprotect=True, clearglobalvars=True))
    sections = tuple(map(section, contexts(config)))
    last = Section(sections[-1].name, (*sections[-1].lines, own_lines(CUSTOM), _BUILT_IN))
    return ConfFile(
        header(CUSTOM), (general, *internal.analogue_names(config), *sections[:-1], last)
    )
