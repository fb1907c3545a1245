"""SIP lines as pjsip.conf has them: an endpoint each, under the line's own name.

A call on a line whose operator we log in at is known by the secret word that our registration adds
to its address (`line`), so it may come from any of the operator's servers; a line with an address
is known by that too. `TRUNK` holds the number of the group.
"""

from collections.abc import Iterator

from appliance.compiler.asterisk.acl_conf import EVERYBODY
from appliance.compiler.conf import Option, Section, options
from appliance.core.config import Config
from appliance.core.trunks import Registration, SipTrunk

# No line begins with `_`, so none has a template's name.
_TRUNK, _LOGIN = "_trunk", "_trunk-login"
# An operator's word on who calls is taken; it may know who hides from the called party.
_IDENTITY = options(trust_id_inbound=True, trust_id_outbound=True)
_REGISTRATION = options(
    type="registration",
    contact_user="s",  # what an operator leaves of it says that the called number is in To
    expiration=300,
    line=True,
    retry_interval=60,
    forbidden_retry_interval=300,
    fatal_retry_interval=300,
    auth_rejection_permanent=False,
    max_retries=1_000_000,
)


def sections(config: Config, media: tuple[Option, ...]) -> Iterator[Section]:
    """Every SIP line of every group; `media` is how all our endpoints carry sound."""
    language = options(language=config.national.language)
    common = (*options(type="endpoint"), *media, *_IDENTITY, *language)
    yield Section(_TRUNK, common, template=True)
    yield Section(_LOGIN, _REGISTRATION, template=True)
    for number, trunk in _trunks(config):
        yield from _trunk(number, trunk)


def addresses(config: Config) -> tuple[str, ...] | None:
    """Where lines' calls come from; None when one is known by its name alone."""
    lines = [trunk for _, trunk in _trunks(config)]
    return tuple(t.host for t in lines) if all(t.by_address for t in lines) else None


def _trunks(config: Config) -> Iterator[tuple[int, SipTrunk]]:
    for group in config.trunk_groups:
        for line in group.lines:
            if isinstance(line, SipTrunk):
                yield group.number, line


def _trunk(number: int, trunk: SipTrunk) -> Iterator[Section]:
    name, server = trunk.name.text, f"sip:{trunk.host}:{trunk.port}"
    context = "from-pstn" if trunk.registration is None else "from-pstn-toheader"
    endpoint = options(
        context=context,
        allow=",".join(trunk.codecs),
        aors=name,
        set_var=f"TRUNK={number}",
    )
    known = options(deny=EVERYBODY, permit=trunk.host) if trunk.by_address else ()
    if trunk.registration is None:
        yield Section(name, (*endpoint, *known), _TRUNK)
        yield _whereabouts(name, server)
    else:
        yield from _login(name, server, trunk.registration, (*endpoint, *known))
    if trunk.by_address:
        yield Section(name, options(type="identify", endpoint=name, match=trunk.host))


def _whereabouts(name: str, contact: str, proxy: tuple[Option, ...] = ()) -> Section:
    return Section(name, (*options(type="aor", contact=contact, qualify_frequency=30), *proxy))


def _login(
    name: str, server: str, login: Registration, endpoint: tuple[Option, ...]
) -> Iterator[Section]:
    """An account's own domain (`user@domain`) is reached through the line's server."""
    user, _, domain = login.user.partition("@")
    registrar = f"sip:{domain}" if domain else server
    proxy = options(outbound_proxy=f"{server};lr") if domain else ()
    auth = f"{name}-auth"
    ours = options(outbound_auth=auth, from_user=user)
    from_domain = options(from_domain=domain or server.removeprefix("sip:").rpartition(":")[0])
    yield Section(name, (*endpoint, *ours, *from_domain, *proxy), _TRUNK)
    yield _whereabouts(name, registrar, proxy)
    yield Section(
        auth, options(type="auth", auth_type="digest", username=user, password=login.password.text)
    )
    client = f"{registrar.replace('sip:', f'sip:{user}@', 1)}"
    registration = options(
        outbound_auth=auth, server_uri=registrar, client_uri=client, endpoint=name
    )
    yield Section(name, (*registration, *proxy), _LOGIN)
