"""A program is told no password and no PIN; what it puts back without them keeps them."""

import secrets
from typing import cast

from appliance.core.canonical import KIND, to_plain
from appliance.core.config import Config
from appliance.core.exchange_file import with_secrets, with_secrets_of
from appliance.core.office import Office, office_of
from appliance.core.parts import PLACES, parts, spelled
from appliance.core.secret import SECRET_BYTES, Secret, secret_from
from appliance.wire.kinds import Plain

_KINDS = {kind.__name__: kind for kind in PLACES}


def fresh_secret() -> Secret:
    return secret_from(secrets.token_bytes(SECRET_BYTES))


def completed(command: Plain, config: Config) -> Plain:
    """The command with the secrets that `config` has for the parts that it puts.

    What is no command comes back as it is, to be refused where commands are read.
    """
    match command:
        case {"type": "Several", "commands": list(steps)}:
            every = [completed(step, config) if isinstance(step, dict) else step for step in steps]
            return {**command, "commands": every}
        case {"type": "Put", "part": {"type": str(name)} as part} if name in _KINDS:
            kind = _KINDS[name]
            filled = with_secrets(kind, part, parts(config, kind), fresh_secret)
            return {**command, "part": {**cast("Plain", filled), KIND: name}}
        case {"type": "PutAs", "part": {"type": str(name)} as part} if name in _KINDS:
            kind, was = _KINDS[name], command.get("was")
            old = next((to_plain(e, kind) for e in parts(config, kind) if spelled(e) == was), None)
            filled = with_secrets_of(kind, part, old, fresh_secret)
            return {**command, "part": {**cast("Plain", filled), KIND: name}}
        case {"type": "SetOffice", "office": dict(office)}:
            told = with_secrets_of(Office, office, office_of(config), fresh_secret)
            return {**command, "office": told}
    return command
