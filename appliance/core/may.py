"""May A do this with B, and by which relation."""

from collections.abc import Iterator

from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Group, Person
from appliance.core.relations import (
    OnePerson,
    Opening,
    Party,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.rights import deciding, rights_of
from appliance.core.roles import Difference, Reach


def relations(config: Config) -> tuple[Relation, ...]:
    """Those that the admin made, and that each group has to itself."""
    return (*config.relations, *within_groups(config.groups))


def within_groups(groups: tuple[Group, ...]) -> Iterator[Relation]:
    """Who belong together see each other's lamps and take each other's calls."""
    for group in groups:
        whole = WholeGroup(group.key)
        opens = (Opening.STATUS, Opening.PICK_UP)
        yield Relation(RelationKind.STANDS_IN_FOR, whole, whole, opens)


def edge(config: Config, who: Key, opening: Opening, whom: Key) -> Relation | None:
    """The first relation that opens `opening` of `whom` to `who`; None: it is not open."""
    for relation in relations(config):
        if (
            opening in relation.opens
            and who != whom
            and _within(config, who, relation.who)
            and _within(config, whom, relation.whom)
        ):
            return relation
    return None


def open_to(config: Config, who: Key, opening: Opening) -> frozenset[Key]:
    """All with whom `opening` is open to `who`, as `edge` would say of each."""
    found = {
        key
        for relation in relations(config)
        if opening in relation.opens and _within(config, who, relation.who)
        for key in _keys(config, relation.whom)
    }
    return frozenset(found - {who})


def _keys(config: Config, party: Party) -> frozenset[Key]:
    """The keys of `members`, found at once: an office has thousands of people."""
    match party:
        case OnePerson(key):
            return frozenset({key})
        case WholeGroup(wanted):
            groups = (group for group in config.groups if group.key == wanted)
            return frozenset(key for group in groups for key in group.members)
        case WholeDepartment(wanted):
            every = {each.key for each in config.departments}
            below = {key for key in every if wanted in _upwards(config, key)}
            return frozenset(each.key for each in config.people if each.department in below)


def hears(config: Config, who: Person, whose: Key) -> Reach | Relation | None:
    """By what `who` may hear recordings of `whose` talks: his role's reach, or a relation.

    None: he may not. A relation opens what it names even to who may not hear his own.
    """
    reach = rights_of(config, who).recordings
    if _reaches(reach, own=who.key == whose):
        return reach
    return edge(config, who.key, Opening.RECORDINGS, whose)


def hears_differing(config: Config, who: Person, whose: Key) -> tuple[Difference, ...]:
    """Where `who` differs from his role and so hears those recordings, or does not."""
    own = who.key == whose
    return deciding(config, who, lambda rights: _reaches(rights.recordings, own=own))


def _reaches(reach: Reach, *, own: bool) -> bool:
    return reach is Reach.ALL or (reach is Reach.OWN and own)


def opens_mailbox(config: Config, who: Person, mailbox: ExtensionNumber) -> bool:
    """Whether `who` hears somebody else's mailbox without its PIN."""
    return mailbox in rights_of(config, who).mailboxes


def mailbox_differing(
    config: Config, who: Person, mailbox: ExtensionNumber
) -> tuple[Difference, ...]:
    """Where `who` differs from his role and so hears that mailbox, or does not."""
    return deciding(config, who, lambda rights: mailbox in rights.mailboxes)


def sides(config: Config, key: Key) -> tuple[tuple[Relation, bool], ...]:
    """Every relation that somebody has a part in; True where he is the one who may."""
    return tuple(
        (relation, acts)
        for relation in config.relations
        for party, acts in ((relation.who, True), (relation.whom, False))
        if _within(config, key, party)
    )


def members(config: Config, party: Party) -> tuple[Person, ...]:
    """The people of a party, in the configuration's order."""
    return tuple(person for person in config.people if _within(config, person.key, party))


def _within(config: Config, key: Key, party: Party) -> bool:
    match party:
        case OnePerson(wanted):
            return key == wanted
        case WholeGroup(wanted):
            return any(g.key == wanted and key in g.members for g in config.groups)
        case WholeDepartment(wanted):
            home = next((p.department for p in config.people if p.key == key), None)
            return home is not None and wanted in _upwards(config, home)


def _upwards(config: Config, department: Key) -> tuple[Key, ...]:
    """The department and all it is part of."""
    parents = {each.key: each.parent for each in config.departments}
    found = [department]
    while (above := parents.get(found[-1])) is not None:
        found.append(above)
    return tuple(found)
