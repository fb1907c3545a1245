"""May A do this with B, and by which relation."""

from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.people import Person
from appliance.core.relations import (
    OnePerson,
    Opening,
    Party,
    Relation,
    WholeDepartment,
    WholeGroup,
)


def edge(config: Config, who: Key, opening: Opening, whom: Key) -> Relation | None:
    """The first relation that opens `opening` of `whom` to `who`; None: it is not open."""
    for relation in config.relations:
        if (
            opening in relation.opens
            and who != whom
            and _within(config, who, relation.who)
            and _within(config, whom, relation.whom)
        ):
            return relation
    return None


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
