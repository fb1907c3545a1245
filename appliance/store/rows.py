"""config.db's tables. They leave this folder only as a `Config`.

What points at what is in the migrations, where SQLite enforces it.
"""

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    FloatField,
    IntegerField,
    Model,
    TextField,
)

proxy = DatabaseProxy()


class Row(Model):
    class Meta:
        database = proxy
        legacy_table_names = False


class Setting(Row):
    """One value that is no list: `name` is the field of `Config`."""

    name = CharField(primary_key=True)
    value = TextField(null=True)


class CardRow(Row):
    position = IntegerField(primary_key=True)
    key = CharField(unique=True)
    model = CharField()
    driver = CharField()

    class Meta:
        table_name = "card"


class ParameterRow(Row):
    card_id = IntegerField()
    position = IntegerField()
    name = CharField()
    value = CharField()

    class Meta:
        table_name = "card_parameter"
        primary_key = CompositeKey("card_id", "position")


class SpanRow(Row):
    number = IntegerField(primary_key=True)
    card_id = IntegerField()
    position = IntegerField()
    local = IntegerField()
    base = IntegerField(unique=True)
    kind = CharField()
    ports = TextField()  # names with a space between
    crc4 = BooleanField()
    timing = IntegerField()
    side = CharField()

    class Meta:
        table_name = "span"


class ExtensionRow(Row):
    position = IntegerField(primary_key=True)
    number = CharField(unique=True)
    name = CharField()
    language = CharField()
    ring_seconds = IntegerField()

    class Meta:
        table_name = "extension"


class DeviceRow(Row):
    """A desk phone has a socket, a SIP phone an account and its secret."""

    extension_id = IntegerField()
    position = IntegerField()
    card = CharField(null=True)
    span = IntegerField(null=True)
    place = IntegerField(null=True)
    account = CharField(null=True, unique=True)
    secret = CharField(null=True)

    class Meta:
        table_name = "device"
        primary_key = CompositeKey("extension_id", "position")
        indexes = ((("card", "span", "place"), True),)


class GroupRow(Row):
    number = IntegerField(primary_key=True)
    position = IntegerField()
    name = CharField()
    our_number = CharField(null=True)

    class Meta:
        table_name = "trunk_group"


class LineRow(Row):
    """A city line has a place on its card, a digital line has none."""

    group_id = IntegerField()
    position = IntegerField()
    card = CharField()
    span = IntegerField()
    place = IntegerField(null=True)

    class Meta:
        table_name = "trunk_line"
        primary_key = CompositeKey("group_id", "position")


class DidRow(Row):
    position = IntegerField(primary_key=True)
    did = CharField(unique=True)
    extension_id = CharField()

    class Meta:
        table_name = "did_route"


class LineRouteRow(Row):
    position = IntegerField(primary_key=True)
    card = CharField()
    span = IntegerField()
    place = IntegerField()
    extension_id = CharField()

    class Meta:
        table_name = "line_route"
        indexes = ((("card", "span", "place"), True),)


class OutboundRow(Row):
    position = IntegerField(primary_key=True)
    group_id = IntegerField(unique=True)

    class Meta:
        table_name = "outbound_group"


class Revision(Row):
    """One commit: the whole configuration as canonical JSON, who made it and why."""

    number = AutoField()
    time = FloatField()  # seconds since the epoch by the box's clock
    author = CharField()
    message = CharField()
    config = TextField()


# In the order in which they can be filled; emptied the other way round.
TABLES: tuple[type[Row], ...] = (
    Setting,
    CardRow,
    ParameterRow,
    SpanRow,
    ExtensionRow,
    DeviceRow,
    GroupRow,
    LineRow,
    DidRow,
    LineRouteRow,
    OutboundRow,
)
