"""SIP telephones on the office network."""

from appliance.compiler.caller import identity
from appliance.compiler.conf import ConfFile, Section, option, options
from appliance.compiler.header import header, own_lines
from appliance.core.config import Config
from appliance.core.people import Extension, SipPhone

CUSTOM = "pjsip_custom.conf"
PRODUCT = "Lineman"  # all that a stranger learns: no version

# Private (RFC 1918, RFC 4193), link-local and loopback addresses: the office's own network.
_LAN = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,127.0.0.0/8,fc00::/7,fe80::/10,::1"


def render(config: Config) -> ConfFile:
    """One transport; strangers are answered alike whether or not the account exists."""
    general = (
        Section(
            "global",
            options(
                type="global", user_agent=PRODUCT, default_realm="lineman", keep_alive_interval=60
            ),
        ),
        Section("lan-udp", options(type="transport", protocol="udp", bind="0.0.0.0:5060")),
        Section("lan", options(type="acl", deny="0.0.0.0/0,::/0", permit=_LAN)),
    )
    phones = [
        part
        for ext in config.extensions
        for device in ext.devices
        if isinstance(device, SipPhone)
        for part in _phone(ext, device)
    ]
    sections = [*general, *phones]
    last = sections.pop()
    return ConfFile(
        header(CUSTOM), (*sections, Section(last.name, (*last.lines, own_lines(CUSTOM))))
    )


def _phone(extension: Extension, phone: SipPhone) -> tuple[Section, ...]:
    account = phone.account.text
    return (
        Section(
            account,
            (
                *options(
                    type="endpoint",
                    aors=account,
                    auth=f"{account}-auth",
                    context="from-internal",
                    disallow="all",
                    allow="alaw,ulaw,g722",
                    callerid=identity(extension.name, extension.number.digits),
                    language=extension.language.value,
                    direct_media=False,
                    rtp_symmetric=True,
                    force_rport=True,
                    rewrite_contact=True,
                    dtmf_mode="auto",
                    trust_id_inbound=False,
                    send_pai=True,
                    sdp_session=PRODUCT,
                    rtp_timeout=60,
                    rtp_timeout_hold=3600,
                ),
            ),
        ),
        Section(
            f"{account}-auth",
            options(
                type="auth",
                auth_type="digest",
                username=account,
                password=phone.secret.text,
            ),
        ),
        Section(
            account,
            (
                option("type", "aor"),
                *options(max_contacts=2, remove_existing=True, qualify_frequency=60),
            ),
        ),
    )
