"""The dialplan as one file."""

from appliance.compiler.conf import ConfFile, Include, Option, Section, options
from appliance.compiler.dialplan import (
    agents,
    block_list,
    call_back,
    conferences,
    dial_in,
    directions,
    directory,
    fax,
    features,
    follow_me,
    forwarding,
    help_told,
    hunt_groups,
    idle,
    inbound,
    internal,
    lamps,
    listening,
    mailboxes,
    members,
    menus,
    outbound,
    paging,
    parking,
    prompt_codes,
    prompts,
    queues,
    record_now,
    recording,
    relations,
    rights,
    schedules,
    simulated,
    targets,
    transferred,
    wake_up,
)
from appliance.compiler.dialplan.steps import Context, section
from appliance.compiler.header import header, own_lines
from appliance.core.config import Config

CUSTOM = "extensions_custom.conf"
# Only the built-in configuration has this file: what the start-up shell adds for the cards it sees.
_BUILT_IN = Include("extensions_builtin.conf")

_GLOBALS = (
    Option("LIMIT_WARNING_FILE", "beep"),  # what a call of limited length hears before its end
    Option(listening.GROUP, listening.HEARD),
)


def contexts(config: Config) -> tuple[Context, ...]:
    """Every context of ours, in the order in which a reader meets them."""
    return fax.with_found(config, _contexts(config))


def _contexts(config: Config) -> tuple[Context, ...]:
    reached = ("ext-local", *internal.NUMBERED, directions.CONTEXT)
    ours = inbound.own_numbers(config)
    return (
        internal.from_internal(),
        Context("from-internal-custom"),
        outbound.emergency(config),
        *help_told.contexts(config),
        features.features(config),
        internal.ext_local(config),
        *lamps.contexts(config),
        hunt_groups.numbers(config),
        queues.numbers(config),
        menus.numbers(config),
        conferences.numbers(config),
        fax.numbers(config),
        parking.numbers(config),
        *internal.ringing(config),
        *forwarding.forwarding(config, reached),
        *dial_in.contexts(config, reached),
        *follow_me.contexts(config, directions.CONTEXT),
        *outbound.outbound(config),
        *directions.contexts(config, ours),
        *rights.rights(config),
        *relations.contexts(config),
        listening.subroutine(),
        transferred.context(config),
        *schedules.schedules(config),
        *inbound.inbound(config),
        *block_list.contexts(config),
        *simulated.contexts(config),
        *hunt_groups.hunt_groups(config),
        *idle.contexts(config),
        *paging.contexts(config),
        *queues.queues(config),
        *call_back.contexts(config, ours),
        *agents.contexts(config),
        members.members(config),
        *members.elsewhere(config),
        members.taken(),
        *menus.menus(config),
        *conferences.conferences(config),
        *fax.faxes(config),
        *parking.returned(config),
        *prompts.announcements(config),
        *prompt_codes.contexts(config),
        mailboxes.leave(config),
        *directory.contexts(config),
        targets.blackhole(),
        recording.subroutine(),
        record_now.subroutine(),
        *wake_up.contexts(config),
        internal.call_end(),
        features.check(),
    )


def render(config: Config) -> ConfFile:
    """Globals are cleared at a reload, so that a removed name is gone."""
    general = Section("general", options(static=True, writeprotect=True, clearglobalvars=True))
    sections = tuple(map(section, contexts(config)))
    settings = Section("globals", _GLOBALS)
    last = Section(sections[-1].name, (*sections[-1].lines, own_lines(CUSTOM), _BUILT_IN))
    return ConfFile(header(CUSTOM), (general, settings, *sections[:-1], last))
