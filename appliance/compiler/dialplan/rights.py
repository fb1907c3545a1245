"""Who may dial what: one exact extension for each class of rights and each direction.

A class is a set of rights that differs from all others in what the dialplan decides. Its name is a
digest of the rights themselves, so that nobody's class changes its name when another appears.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from appliance.core.canonical import to_json
from appliance.core.config import Config
from appliance.core.rights import rights_of
from appliance.core.roles import Reach, Rights

USUAL = "usual"
"""The class of a number that the table does not know: a telephone that nobody has."""


@lru_cache(maxsize=4096)
def class_of(rights: Rights) -> str:
    """The name of the class; 48 bits, so that of 5,000 classes no two ever share one."""
    decided = replace(rights, recording=None, recordings=Reach.NONE)
    return hashlib.sha256(to_json(decided).encode()).hexdigest()[:12]


def classes(config: Config) -> dict[str, Rights]:
    """Every class there is, by its name, and the usual one."""
    owners = config.owners()
    all_rights: Iterable[Rights] = (
        rights_of(config, owners.get(ext.number)) for ext in config.extensions
    )
    found = {class_of(rights): rights for rights in all_rights}
    return {**dict(sorted(found.items())), USUAL: rights_of(config, None)}
