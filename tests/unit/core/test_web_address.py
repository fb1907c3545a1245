"""Where a webhook may lead: the table of what is refused, and why."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from appliance.core.errors import Invalid
from appliance.core.web_address import check_reached, web_address

ITSELF, LINK_LOCAL, NO_MACHINE = "the box itself", "link-local", "no address of one machine"


@pytest.mark.parametrize(
    ("text", "authority", "target"),
    [
        ("https://crm.example.com", "crm.example.com", "/"),
        ("https://CRM.example.com:8443/a/b?c=d%20e", "crm.example.com:8443", "/a/b?c=d%20e"),
        ("https://8.8.8.8/x", "8.8.8.8", "/x"),
        ("http://192.168.1.10:8080/", "192.168.1.10:8080", "/"),
        ("http://10.0.0.1/", "10.0.0.1", "/"),
        ("http://172.31.255.255/", "172.31.255.255", "/"),
        ("http://[fd00::1]/", "[fd00::1]", "/"),
        ("http://crm/", "crm", "/"),  # what the name stands for is looked at when it is sent
    ],
)
def test_ok(text: str, authority: str, target: str) -> None:
    address = web_address(text)
    assert (address.authority, address.target) == (authority, target)
    assert address.secure is text.startswith("https")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "such as"),
        ("https://a b/", "such as"),
        ("https://crm.example.com/\r\nX-Evil: 1", "such as"),
        ("https://пример.рф/", "such as"),
        ("https://x/" + "a" * 500, "such as"),
        ("ftp://crm.example.com/", "no address of the web"),
        ("file:///etc/passwd", "no address of the web"),
        ("crm.example.com", "no address of the web"),
        ("https://user:pw@crm.example.com/", "holds no password"),
        ("https://crm.example.com/#part", "never sent"),
        ("https:///path", "no name of a host"),
        ("https://-a.example/", "no name of a host"),
        ("https://a..b/", "no name of a host"),
        ("https://crm.example.com:0/", "1 to 65535"),
        ("https://crm.example.com:99999/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://localhost/", ITSELF),
        ("https://a.localhost/", ITSELF),
        ("https://127.0.0.1/", ITSELF),
        ("https://127.8.9.10/", ITSELF),
        ("https://[::1]/", ITSELF),
        ("https://[::ffff:127.0.0.1]/", ITSELF),
        ("https://[64:ff9b::7f00:1]/", ITSELF),
        ("https://[2002:7f00:1::]/", ITSELF),
        ("https://0.0.0.0/", ITSELF),
        ("https://169.254.169.254/latest/meta-data", LINK_LOCAL),
        ("https://[fe80::1]/", LINK_LOCAL),
        ("https://[::ffff:169.254.1.1]/", LINK_LOCAL),
        ("https://224.0.0.1/", NO_MACHINE),
        ("https://255.255.255.255/", NO_MACHINE),
        ("https://240.0.0.1/", NO_MACHINE),
        ("https://0.1.2.3/", NO_MACHINE),
        ("https://[ff02::1]/", NO_MACHINE),
        ("http://8.8.8.8/", "LAN alone"),
        ("http://172.32.0.1/", "LAN alone"),
        ("http://[2a00::1]/", "LAN alone"),
    ],
)
def test_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        web_address(text)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    "spelled", ["https://2130706433/", "https://0x7f000001/", "https://127.1/"]
)
def test_an_address_in_disguise_is_seen_for_what_it_stands_for(spelled: str) -> None:
    """Resolvers take these for 127.0.0.1; what they give is checked before anything is sent."""
    with pytest.raises(Invalid, match=ITSELF):
        check_reached(web_address(spelled), ip_address("127.0.0.1"))
