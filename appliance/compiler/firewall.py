"""What the firewall's sets hold, one `SET VALUE` a line; the rules that ask them are the image's.

`libexec/firewall` loads it with rights that we have not, so it takes nothing but these five sets.
"""

import ipaddress
from collections.abc import Iterable, Iterator

from appliance.compiler import sip_trunks
from appliance.compiler.asterisk import acl_conf, rtp_conf, udptl_conf
from appliance.compiler.lines import text
from appliance.core.config import Config

EVERYBODY = "0.0.0.0/0"


def _office() -> tuple[str, ...]:
    """The office's networks as far as SIP is spoken there: IPv4, and over a wire."""
    networks = [ipaddress.ip_network(each) for each in acl_conf.LAN.split(",")]
    return tuple(str(each) for each in networks if each.version == 4 and not each.is_loopback)


def render(config: Config) -> str:
    """`phones` and `operators` may call in, and so send sound and faxes to the ports in `sound`.

    `speakers` may send it though the box speaks no SIP with them: an operator's other machines.

    Who is `trusted` is never banned and never slowed: operators that are known by their address.

    An operator that is known by a name alone may call from any of its servers, so everybody is let
    in as far as Asterisk. Where an operator's sound comes from is told only in the call itself.
    """
    operators = sip_trunks.addresses(config)
    known = (EVERYBODY,) if operators is None else sorted(set(operators))
    return text(
        (
            *_lines("phones", _office()),
            *_lines("operators", known),
            *_lines("speakers", (EVERYBODY,) if known else ()),
            *_lines("trusted", sorted(set(sip_trunks.known_addresses(config)))),
            f"sound {rtp_conf.FIRST}-{rtp_conf.LAST}",
            *(
                (f"sound {udptl_conf.FIRST}-{udptl_conf.LAST}",)
                if sip_trunks.any_t38(config)
                else ()
            ),
        )
    )


def _lines(name: str, addresses: Iterable[str]) -> Iterator[str]:
    return (f"{name} {address}" for address in addresses)
