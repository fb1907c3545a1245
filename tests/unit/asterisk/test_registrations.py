"""How far logging in at operators is, read from what Asterisk prints."""

from __future__ import annotations

from appliance.asterisk.registrations import states

_TOLD = r"""
 <Registration/ServerURI...............>  <Auth...>  <Status.......>
==========================================================================================

 city/sip:sip.example.com:5060  city-auth  Registered        (exp. 251s)
 dear/sip:192.0.2.7:5061\;transport=tls  dear-auth  Rejected          (exp. 12s ago)
 new/sip:192.0.2.8:5060               n/a        Unregistered

Objects found: 3

"""


def test_each_line_has_the_word_that_stands_for_it() -> None:
    found = {"city": "Registered", "dear": "Rejected", "new": "Unregistered"}
    assert states(_TOLD) == found


def test_where_there_is_none_there_is_nothing() -> None:
    assert states("No objects found.\n\n") == {}
