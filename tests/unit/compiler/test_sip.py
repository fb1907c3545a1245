"""SIP telephones and lines in the words of pjsip.conf."""

from dataclasses import replace

import pytest

from appliance.apply.impact import ON_CHANGE
from appliance.compiler.asterisk import carriers, pjsip_conf
from appliance.compiler.conf import Option, Section
from appliance.core.commands import RenameExtension, edit
from appliance.core.config import Config
from appliance.core.encryption import Encryption, Transport
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Mailbox, SipPhone
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Password, Registration, SipTrunk, TrunkGroup
from tests.machines.offices import after, sip
from tests.property.parts import AUTHORITY

PEER = SipTrunk(Token("site-2"), "192.0.2.10")
ACCOUNT = SipTrunk(
    Token("operator"), "sip.example.com", registration=Registration("4951234567", Password("a;b"))
)
DOMAIN = replace(ACCOUNT, registration=Registration("926@example.org", Password("a")))


def with_lines(*lines: SipTrunk) -> Config:
    return Config(trunk_groups=(TrunkGroup(3, DisplayName("SIP"), lines),))


def objects(config: Config) -> dict[tuple[str, str], dict[str, str]]:
    """What each object has, its template's part too, by its name and type."""
    sections = pjsip_conf.render(config).sections
    templates = {each.name: _options(each) for each in sections if each.template}
    found = {}
    for each in sections:
        if not each.template:
            own = templates.get(each.like, {}) | _options(each)
            found[each.name, own["type"]] = own
    return found


def _options(section: Section) -> dict[str, str]:
    return {line.name: line.value for line in section.lines if isinstance(line, Option)}


def test_a_telephone_is_known_by_its_number_and_stays_what_it_is_when_renamed() -> None:
    config = after(sip("301", "Юлия"))
    phone = objects(config)["301", "endpoint"]
    assert (phone["callerid"], phone["set_var"]) == ("<301>", "ME=301")
    assert (phone["context"], phone["acl"]) == ("from-internal", "office")
    renamed = edit(config, RenameExtension(ExtensionNumber("301"), DisplayName("Другая")))
    assert pjsip_conf.render(renamed) == pjsip_conf.render(config)


def test_a_mailbox_lights_its_telephones_lamp() -> None:
    config = after(sip("301", "Юлия"), sip("302", "Пётр"))
    boxed = replace(config, mailboxes=(Mailbox(ExtensionNumber("301"), DisplayName("Box")),))
    assert objects(boxed)["301", "endpoint"]["mailboxes"] == "301@default"
    assert "mailboxes" not in objects(boxed)["302", "endpoint"]


def test_sound_goes_where_a_call_says_but_to_a_telephone_behind_nat() -> None:
    lines = with_lines(PEER, ACCOUNT).trunk_groups
    config = replace(after(sip("301", "Юлия"), sip("302", "Пётр")), trunk_groups=lines)
    near, far = config.extensions
    (device,) = far.devices
    assert isinstance(device, SipPhone)
    far = replace(far, devices=(replace(device, behind_nat=True),))
    found = objects(replace(config, extensions=(near, far)))
    ends = {name: each for (name, kind), each in found.items() if kind == "endpoint"}
    symmetric = {name: each["rtp_symmetric"] for name, each in ends.items()}
    assert symmetric == {"301": "no", "302": "yes", "site-2": "no", "operator": "no"}
    assert int(found["302", "aor"]["qualify_frequency"]) < 30, "routers forget a way sooner"


def test_a_line_without_an_account_is_its_address_and_nobody_else() -> None:
    found = objects(with_lines(PEER))
    line = found["site-2", "endpoint"]
    assert (line["context"], line["set_var"]) == ("from-pstn", "TRUNK=3")
    assert (line["deny"], line["permit"]) == ("0.0.0.0/0,::/0", "192.0.2.10")
    assert found["site-2", "identify"]["match"] == "192.0.2.10"
    assert found["site-2", "aor"]["contact"] == "sip:192.0.2.10:5060"
    assert ("site-2", "registration") not in found


def test_a_line_with_an_account_logs_in_and_is_known_by_its_secret_word() -> None:
    found = objects(with_lines(ACCOUNT))
    login = found["operator", "registration"]
    assert login["client_uri"] == "sip:4951234567@sip.example.com:5060"
    assert (login["line"], login["endpoint"]) == ("yes", "operator")
    assert found["operator-auth", "auth"]["password"] == "a;b"
    line = found["operator", "endpoint"]
    assert (line["context"], line["from_user"]) == ("from-pstn-toheader", "4951234567")
    assert ("operator", "identify") not in found


def test_an_accounts_own_domain_is_reached_through_the_lines_server() -> None:
    found = objects(with_lines(DOMAIN))
    login, line = found["operator", "registration"], found["operator", "endpoint"]
    assert login["server_uri"] == "sip:example.org"
    assert login["outbound_proxy"] == line["outbound_proxy"] == "sip:sip.example.com:5060;lr"
    assert line["from_domain"] == "example.org"


def _choosing(encryption: Encryption) -> Config:
    config = after(sip("301", "Юлия"))
    (phone,) = config.extensions
    (device,) = phone.devices
    assert isinstance(device, SipPhone)
    phone = replace(phone, devices=(replace(device, encryption=encryption),))
    return replace(config, extensions=(phone,))


@pytest.mark.parametrize(
    ("encryption", "has"),
    [
        (Encryption.ORDINARY, {}),
        (Encryption.OFFERED, {"media_encryption": "sdes", "media_encryption_optimistic": "yes"}),
        (Encryption.REQUIRED, {"media_encryption": "sdes", "transport": "tls"}),
    ],
)
def test_a_telephones_sound_is_encrypted_as_its_owner_chose(
    encryption: Encryption, has: dict[str, str]
) -> None:
    found = objects(_choosing(encryption))
    phone = found["301", "endpoint"]
    about = {"media_encryption", "media_encryption_optimistic", "transport"}
    assert {name: value for name, value in phone.items() if name in about} == has
    assert (("tls", "transport") in found) is bool(has), "nobody listens where nobody is to come"


def test_a_line_over_tls_asks_for_its_servers_certificate() -> None:
    line = replace(DOMAIN, transport=Transport.TLS, port=5061, encrypted=True)
    found = objects(with_lines(line))
    over, end, login = (found[each] for each in (("tls", "transport"), *_ENDS))
    assert (over["verify_server"], over["ca_list_path"]) == ("yes", "/etc/ssl/certs")
    assert "ca_list_file" not in over
    assert (end["transport"], end["media_encryption"]) == ("tls", "sdes")
    assert "media_encryption_optimistic" not in end
    assert (login["transport"], login["server_uri"]) == ("tls", "sip:example.org;transport=tls")
    assert login["outbound_proxy"] == "sip:sip.example.com:5061;transport=tls;lr"


def test_a_lines_own_authority_stands_beside_the_public_ones() -> None:
    line = replace(
        ACCOUNT, transport=Transport.TLS, authority=" ".join((AUTHORITY * 2).split("\n"))
    )
    config = with_lines(line)
    assert objects(config)["tls", "transport"]["ca_list_file"] == carriers.PATH
    assert carriers.render(config).count("BEGIN CERTIFICATE") == 1
    assert AUTHORITY in carriers.render(config)
    assert carriers.PATH.removeprefix("/etc/") in ON_CHANGE


def test_a_line_over_tcp_is_not_encrypted() -> None:
    found = objects(with_lines(replace(PEER, transport=Transport.TCP)))
    assert found["site-2", "aor"]["contact"] == "sip:192.0.2.10:5060;transport=tcp"
    assert ("tcp", "transport") in found
    assert ("tls", "transport") not in found


_ENDS = (("operator", "endpoint"), ("operator", "registration"))


def test_strangers_are_refused_at_once_while_all_addresses_are_known() -> None:
    wall = objects(with_lines(PEER))["strangers", "acl"]
    assert wall["permit"].endswith(",::1,192.0.2.10")
    assert ("strangers", "acl") in objects(Config())
    assert ("strangers", "acl") not in objects(with_lines(PEER, ACCOUNT))
