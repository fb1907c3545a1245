"""Network ports, names and time servers, each valid by itself."""

from hypothesis import strategies as st

from appliance.core.network import HostName, Ipv6, Mac, NetworkNames, NetworkPort

_macs = st.sampled_from(("02:00:00:00:02:10", "02:00:00:00:02:11", "00:1b:21:3c:4d:5e")).map(Mac)
_ipv6 = st.sampled_from(Ipv6)
_given = st.builds(
    NetworkPort,
    _macs,
    dns=st.sampled_from(((), ("192.0.2.53",), ("192.0.2.53", "2001:db8::53"))),
    ipv6=_ipv6,
)


@st.composite
def _own(draw: st.DrawFn) -> NetworkPort:
    net = draw(st.integers(0, 3))
    gateway = draw(st.sampled_from(("", f"10.{net}.0.1")))
    dns = (gateway,) if gateway else ()
    return NetworkPort(draw(_macs), f"10.{net}.0.9", 16, gateway, dns, draw(_ipv6))


network_ports = st.one_of(_given, _own())
network_names = st.builds(
    NetworkNames,
    st.sampled_from(("lineman", "Office-2", "ats")).map(HostName),
    st.sampled_from(((), ("ntp.example.com",), ("192.0.2.7", "2001:db8::7"))),
)
