"""Parts put together: as one after the other, but only the result must hold."""

import pytest

from appliance.core.commands import Put, SetRecording, Several, TakeOut, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.parts import put, put_all
from appliance.core.people import Department, Extension, Person
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName
from appliance.core.trunks import BlockedCaller, DidRoute, Recording
from tests.machines.offices import shop

SALES = Department(Key("sales"), DisplayName("Sales"), head=Key("anna"))
ANNA = Person(Key("anna"), DisplayName("Анна"), number=ExtensionNumber("701"), department=SALES.key)
PHONE = Extension(ExtensionNumber("701"), DisplayName("701"))
ROUTE = DidRoute(Did("4951234567"), ToExtension(PHONE.number))
BLOCKED = BlockedCaller("74951112233")


def test_parts_can_point_at_those_that_come_after_them() -> None:
    config = put_all(shop(), (ROUTE, SALES, ANNA, BLOCKED, PHONE))
    assert config.people == (ANNA,)
    assert config.departments == (SALES,)
    assert config.extensions == (*shop().extensions, PHONE)
    assert (config.inbound.dids, config.inbound.blocked) == ((ROUTE,), (BLOCKED,))
    assert config.inbound.operator == shop().inbound.operator


def test_the_last_of_a_name_stays_in_the_first_ones_place() -> None:
    other = Extension(ExtensionNumber("201"), DisplayName("other"))
    last = Extension(ExtensionNumber("201"), DisplayName("last"))
    config = put_all(shop(), (other, PHONE, last))
    assert config == put(put(put(shop(), other), PHONE), last)
    assert config.extensions[0] == last


def test_what_does_not_hold_is_refused_whole() -> None:
    with pytest.raises(Invalid, match="there is no extension 701"):
        put_all(Config(), (SALES, ANNA))


def test_several_changes_keep_their_order() -> None:
    commands = (Put(ANNA), Put(SALES), Put(PHONE), SetRecording(Recording.ALL), Put(ROUTE))
    config = edit(shop(), Several((*commands, TakeOut(ROUTE), Put(BLOCKED))))
    assert (config.recording, config.people) == (Recording.ALL, (ANNA,))
    assert (config.inbound.dids, config.inbound.blocked) == ((), (BLOCKED,))
