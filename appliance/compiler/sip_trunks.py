"""SIP lines as pjsip.conf has them: an endpoint each, under the line's own name.

A call on a line whose operator we log in at is known by the secret word that our registration adds
to its address (`line`), so it may come from any of the operator's servers; a line with an address
is known by that too. `TRUNK` holds the number of the group, `LINE` the name.
"""

from collections.abc import Iterator

from appliance.compiler.asterisk.acl_conf import EVERYBODY
from appliance.compiler.conf import Option, Section, options
from appliance.core.config import Config
from appliance.core.encryption import Transport, certificates, pem
from appliance.core.trunks import Registration, SipTrunk

# No line begins with `_`, so none has a template's name.
_TRUNK, _LOGIN = "_trunk", "_trunk-login"
# An operator's word on who calls is taken; it may know who hides from the called party. But not
# the name in From, which anybody may write: `line` and an `identify` hold without it.
_IDENTITY = options(trust_id_inbound=True, trust_id_outbound=True, identify_by="ip")
# Each packet has those before it once more: what is lost is not asked for again.
_T38 = options(t38_udptl=True, t38_udptl_ec="redundancy")
_REGISTRATION = options(
    type="registration",
    contact_user="s",  # what an operator leaves of it says that the called number is in To
    expiration=300,
    max_random_initial_delay=0,
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


def known_addresses(config: Config) -> tuple[str, ...]:
    """Of the lines that are known by one."""
    return tuple(trunk.host for _, trunk in _trunks(config) if trunk.by_address)


def any_t38(config: Config) -> bool:
    """Whether a line carries faxes as data."""
    return any(trunk.t38 for _, trunk in _trunks(config))


def transports(config: Config) -> frozenset[Transport]:
    """What lines' messages go over."""
    return frozenset(trunk.transport for _, trunk in _trunks(config))


def authorities(config: Config) -> str:
    """Who may have signed lines' certificates besides public authorities: PEM, each once."""
    texts = (trunk.authority for _, trunk in _trunks(config) if trunk.authority)
    found = {pem(each) for text in texts for each in certificates(text)}
    return "".join(sorted(found))


def _trunks(config: Config) -> Iterator[tuple[int, SipTrunk]]:
    for group in config.trunk_groups:
        for line in group.lines:
            if isinstance(line, SipTrunk):
                yield group.number, line


def _trunk(number: int, trunk: SipTrunk) -> Iterator[Section]:
    name, login = trunk.name.text, trunk.registration
    account = _Account(trunk, login) if login is not None else None
    endpoint = (
        *options(
            context="from-pstn" if account is None else "from-pstn-toheader",
            allow=",".join(trunk.codecs),
            aors=name,
            set_var=f"LINE={name}",
        ),
        *options(set_var=f"TRUNK={number}"),
        *_over(trunk),
        *(options(media_encryption="sdes") if trunk.encrypted else ()),
        *(_T38 if trunk.t38 else ()),
    )
    known = options(deny=EVERYBODY, permit=trunk.host) if trunk.by_address else ()
    ours = account.endpoint() if account is not None else ()
    yield Section(name, (*endpoint, *known, *ours), _TRUNK)
    contact = _server(trunk) if account is None else account.registrar
    proxy = account.proxy if account is not None else ()
    yield Section(name, (*options(type="aor", contact=contact, qualify_frequency=30), *proxy))
    if account is not None:
        yield from account.login()
    if trunk.by_address:
        yield Section(name, options(type="identify", endpoint=name, match=trunk.host))


def _over(trunk: SipTrunk) -> tuple[Option, ...]:
    """Nothing for what everything goes over that says nothing."""
    return () if trunk.transport is Transport.UDP else options(transport=trunk.transport.value)


def _server(trunk: SipTrunk) -> str:
    return f"sip:{trunk.host}:{trunk.port}{_parameter(trunk)}"


def _parameter(trunk: SipTrunk) -> str:
    return "" if trunk.transport is Transport.UDP else f";transport={trunk.transport}"


class _Account:
    """What an account adds. One with a domain of its own is reached through the line's server."""

    def __init__(self, trunk: SipTrunk, login: Registration) -> None:
        self.name = trunk.name.text
        self.password = login.password.text
        self.user, _, own = login.user.partition("@")
        self.domain = own or trunk.host
        self.registrar = f"sip:{own}{_parameter(trunk)}" if own else _server(trunk)
        self.over = _over(trunk)
        self.proxy = options(outbound_proxy=f"{_server(trunk)};lr") if own else ()

    def endpoint(self) -> tuple[Option, ...]:
        """For the endpoint: who we say we are."""
        ours = options(
            outbound_auth=f"{self.name}-auth", from_user=self.user, from_domain=self.domain
        )
        return (*ours, *self.proxy)

    def login(self) -> Iterator[Section]:
        """The password and the registration."""
        auth = f"{self.name}-auth"
        kind = options(type="auth", auth_type="digest")
        yield Section(auth, (*kind, *options(username=self.user, password=self.password)))
        where = options(
            outbound_auth=auth,
            server_uri=self.registrar,
            client_uri=self.registrar.replace("sip:", f"sip:{self.user}@", 1),
            endpoint=self.name,
        )
        yield Section(self.name, (*where, *self.over, *self.proxy), _LOGIN)
