"""SIP telephones on the office network, and SIP lines to operators and other exchanges.

A telephone's sections hold what is its own and nothing that changes with a person, but for whose
calls it takes and whose lamps it shows: whose it is the table of people says when a call begins, by
the number in `ME`.
"""

from collections.abc import Iterator, Mapping

from appliance.compiler import sip_trunks
from appliance.compiler.asterisk import carriers
from appliance.compiler.asterisk.acl_conf import EVERYBODY, LAN, OFFICE
from appliance.compiler.circles import PickUpGroups, pick_up_groups
from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.dialplan import in_call, lamps, record_now
from appliance.compiler.header import header, own_lines
from appliance.compiler.mailboxes import mailbox
from appliance.core.config import Config
from appliance.core.encryption import Encryption, Transport
from appliance.core.people import Extension, SipPhone

CUSTOM = "pjsip_custom.conf"
PRODUCT = "Lineman"  # all that a stranger learns: no version

# No account begins with `_`, so none has a template's name.
_PHONE, _AUTH, _AOR = "_telephone", "_telephone-auth", "_telephone-aor"
_MEDIA = options(
    disallow="all",
    direct_media=False,
    # Sound goes where the call says. Sent to whoever speaks first, it went to a stranger who spoke
    # to a port before the telephone did, strictrtp or not.
    rtp_symmetric=False,
    force_rport=True,
    dtmf_mode="auto",
    send_pai=True,
    sdp_session=PRODUCT,
    rtp_timeout=60,
    rtp_timeout_hold=3600,
)
# Made by libexec/identity: key and certificate in one file, so that they are never of two kinds.
KEY = "/var/lib/lineman/sip/tls.pem"
# Whom we speak to first is a line's server, and proves who it is; a telephone proves it by its
# password. Versions before 1.2 OpenSSL refuses by itself.
_TLS = options(
    type="transport",
    protocol="tls",
    bind="0.0.0.0:5061",
    method="sslv23",  # every version that OpenSSL lets through; any other name is one version alone
    cert_file=KEY,
    priv_key_file=KEY,
    ca_list_path="/etc/ssl/certs",
    verify_server=True,
    allow_wildcard_certs=True,
)
_GLOBAL = options(
    type="global",
    user_agent=PRODUCT,
    default_realm="lineman",
    keep_alive_interval=60,
    # A line of the log for each name that nobody has takes a tenth of the answer's time, by which
    # such a name is told from others; `lineman-bans.service` counts guesses at both.
    unidentified_request_count=1_000_000_000,
    # A thousand lamps that change at once, at a reload, are no reason to refuse calls.
    taskprocessor_overload_trigger="pjsip_only",
)
_TEMPLATES = (
    Section(
        _PHONE,
        (
            *options(type="endpoint", context="from-internal", acl=OFFICE),
            *options(subscribe_context=lamps.EVERYBODYS),
            *options(set_var=in_call.CONTEXT),
            *options(set_var=record_now.TELEPHONE),
            *_MEDIA,
            *options(allow="alaw,ulaw,g722", rewrite_contact=True, trust_id_inbound=False),
            *options(mwi_subscribe_replaces_unsolicited=True),
        ),
        template=True,
    ),
    Section(_AUTH, options(type="auth", auth_type="digest"), template=True),
    Section(
        _AOR,
        options(type="aor", max_contacts=1, remove_existing=True, qualify_frequency=60),
        template=True,
    ),
)


# Keys in SDP: what desk telephones and operators speak. Offered, a call without them is taken too.
_ENCRYPTED = {
    Encryption.ORDINARY: (),
    Encryption.OFFERED: options(media_encryption="sdes", media_encryption_optimistic=True),
    # Asterisk hears such a one over TLS alone (build/asterisk/encrypted-only.patch).
    Encryption.REQUIRED: options(media_encryption="sdes", transport="tls"),
}

# What its calls name is not where it is; asked often enough, its router keeps the way to it open.
_BEHIND_NAT, _KEPT_OPEN = options(rtp_symmetric=True), options(qualify_frequency=25)


def render(config: Config) -> ConfFile:
    """Strangers are answered alike whether or not the account exists."""
    boxes = {box.number.digits for box in config.mailboxes}
    groups = pick_up_groups(config)
    shows = lamps.where(config)
    sections = (
        *_strangers(config),
        *_transports(config),
        *_TEMPLATES,
        *sip_trunks.sections(config, _MEDIA),
        *(
            part
            for ext in config.extensions
            for part in _telephones(ext, boxes, _opened(ext, groups, shows))
        ),
        Section("global", (*_GLOBAL, own_lines(CUSTOM))),
    )
    return ConfFile(header(CUSTOM), sections)


def _transports(config: Config) -> Iterator[Section]:
    """TCP and TLS are there where something is to go over them."""
    used = sip_trunks.transports(config)
    yield Section("lan-udp", options(type="transport", protocol="udp", bind="0.0.0.0:5060"))
    if Transport.TCP in used:
        yield Section("tcp", options(type="transport", protocol="tcp", bind="0.0.0.0:5060"))
    if Transport.TLS in used or any(map(_encrypted, config.extensions)):
        yield Section("tls", (*_TLS, *_authorities(config)))


def _encrypted(extension: Extension) -> bool:
    return any(
        isinstance(device, SipPhone) and device.encryption is not Encryption.ORDINARY
        for device in extension.devices
    )


def _authorities(config: Config) -> tuple[Option, ...]:
    if not sip_trunks.authorities(config):
        return ()  # OpenSSL takes no file without a certificate
    return options(ca_list_file=carriers.PATH)


def _strangers(config: Config) -> Iterator[Section]:
    """Who is no neighbour and no operator is refused at once, unless an operator has no address."""
    addresses = sip_trunks.addresses(config)
    if addresses is not None:
        permit = ",".join((LAN, *addresses))
        yield Section("strangers", options(type="acl", deny=EVERYBODY, permit=permit))


def _opened(
    extension: Extension, groups: Mapping[str, PickUpGroups], shows: Mapping[str, str]
) -> tuple[Option, ...]:
    """What relations open to its telephones that is theirs to keep: calls to take, and lamps."""
    number = extension.number.digits
    lamps_of = options(subscribe_context=shows[number]) if number in shows else ()
    return (*_pick_up(groups.get(number)), *lamps_of)


def _telephones(
    extension: Extension, boxes: set[str], opened: tuple[Option, ...]
) -> Iterator[Section]:
    number = extension.number.digits
    box = options(mailboxes=mailbox(number)) if number in boxes else ()
    for device in extension.devices:
        if isinstance(device, SipPhone):
            account = device.account.text
            mine = options(
                aors=account,
                auth=f"{account}-auth",
                callerid=f"<{number}>",
                language=extension.language.value,
                set_var=f"ME={number}",
            )
            login = options(username=account, password=device.secret.text)
            sealed = _ENCRYPTED[device.encryption]
            sound, way = (_BEHIND_NAT, _KEPT_OPEN) if device.behind_nat else ((), ())
            yield Section(account, (*mine, *opened, *sealed, *sound, *box), _PHONE)
            yield Section(f"{account}-auth", login, _AUTH)
            yield Section(account, (*way, *box), _AOR)


def _pick_up(groups: PickUpGroups | None) -> tuple[Option, ...]:
    if groups is None:
        return ()
    rings = options(named_call_group=groups.rings) if groups.rings else ()
    return (*rings, *(options(named_pickup_group=groups.takes) if groups.takes else ()))
