"""A program is told no password and no PIN; what it puts back without them keeps them."""

import secrets
from typing import cast

from appliance.core.canonical import KIND
from appliance.core.config import Config
from appliance.core.exchange_file import with_secrets
from appliance.core.parts import PLACES, parts
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
            present = parts(config, kind)
            filled = with_secrets(kind, part, present, fresh_secret)
            return {**command, "part": {**cast("Plain", filled), KIND: name}}
    return command
