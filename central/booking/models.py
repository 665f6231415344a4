"""The tables of bookings as peewee models; `central/store/migrations` is the schema's only author.

Owns column names. Refuses a database: every query is bound to the connection it runs on.
"""

from peewee import CompositeKey, IntegerField, Model, TextField


class BookingOffice(Model):
    ward = TextField(primary_key=True)
    offered = TextField()
    set_at = TextField()
    changes = IntegerField()

    class Meta:
        table_name = "booking_office"


class BookingClosing(Model):
    ward = TextField()
    day = TextField()
    slot = TextField()

    class Meta:
        table_name = "booking_closing"
        primary_key = CompositeKey("ward", "day", "slot")


class Booking(Model):
    ward = TextField()
    id = TextField()
    service = TextField()
    day = TextField()
    slot = TextField()
    minutes = IntegerField()
    state = TextField()
    made_at = TextField()
    changed_at = TextField()
    phone = TextField(null=True)
    name = TextField(null=True)
    person = TextField(null=True)
    page = TextField(null=True)
    asked = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("ward", "id")
