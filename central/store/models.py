"""The tables as peewee models, for reading; `migrations/` is the schema's only author.

Owns column names. Refuses a database: every query is bound to the connection it runs on, so one set of
models serves the writer and the read-only readers.
"""

from peewee import BlobField, CompositeKey, IntegerField, Model, TextField


class Event(Model):
    cursor = IntegerField(primary_key=True)
    kiosk = TextField()
    epoch = TextField()
    seq = IntegerField()
    id = TextField()
    stream = TextField()
    kind = TextField()
    at = TextField()
    clock = TextField()
    day = TextField(null=True)
    data = TextField()
    received_at = TextField()


class SetAside(Model):
    kiosk = TextField()
    epoch = TextField()
    seq = IntegerField()
    reason = TextField()

    class Meta:
        table_name = "set_aside"
        primary_key = CompositeKey("kiosk", "epoch", "seq")


class Progress(Model):
    kiosk = TextField()
    epoch = TextField()
    upto = IntegerField()
    seq_high = IntegerField()
    missing = IntegerField()
    duplicates = IntegerField()
    given_up = IntegerField()
    fresh = IntegerField()

    class Meta:
        primary_key = CompositeKey("kiosk", "epoch")


class Kiosk(Model):
    kiosk = TextField(primary_key=True)
    state = TextField()
    epoch = TextField(null=True)
    version = TextField(null=True)
    last_seen_at = TextField(null=True)
    health = TextField(null=True)


class Figure(Model):
    area = TextField()
    day = TextField()
    measure = TextField()
    value = IntegerField()

    class Meta:
        primary_key = CompositeKey("area", "day", "measure")


class Hourly(Model):
    kiosk = TextField()
    day = TextField()
    hour = IntegerField()
    service = TextField()
    officer = TextField()
    tickets = IntegerField()
    served = IntegerField()
    no_shows = IntegerField()
    waits = IntegerField()
    waited_seconds = IntegerField()
    services = IntegerField()
    service_seconds = IntegerField()
    very_satisfied = IntegerField()
    satisfied = IntegerField()
    neutral = IntegerField()
    unsatisfied = IntegerField()
    very_unsatisfied = IntegerField()

    class Meta:
        primary_key = CompositeKey("kiosk", "day", "hour", "service", "officer")


class Account(Model):
    name = TextField(primary_key=True)
    role = TextField()
    area = TextField()
    password = TextField()
    created_at = TextField()
    blocked_at = TextField(null=True)


class Session(Model):
    secret = TextField(primary_key=True)
    account = TextField()
    kind = TextField()
    label = TextField()
    created_at = TextField()
    expires_at = TextField()


class SignInTry(Model):
    who = TextField(primary_key=True)
    account = IntegerField()
    wrong = IntegerField()
    last_at = TextField()

    class Meta:
        table_name = "sign_in_try"


class Alert(Model):
    number = IntegerField(primary_key=True)
    kiosk = TextField()
    kind = TextField()
    detail = TextField()
    opened_at = TextField()
    cleared_at = TextField(null=True)
    acknowledged_at = TextField(null=True)
    acknowledged_by = TextField(null=True)


class Command(Model):
    kiosk = TextField()
    counter = IntegerField()
    word = TextField()
    payload = TextField()
    issued_at = TextField()
    expires_at = TextField()
    issued_by = TextField()
    done_at = TextField(null=True)
    outcome = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("kiosk", "counter")


class Act(Model):
    number = IntegerField(primary_key=True)
    at = TextField()
    account = TextField()
    word = TextField()
    area = TextField()
    detail = TextField()


class Dossier(Model):
    province = TextField()
    ward = TextField()
    code = TextField()
    procedure = TextField()
    field = TextField()
    channel = TextField()
    officer = TextField()
    counter = IntegerField(null=True)
    received_day = TextField(null=True)
    due = TextField(null=True)
    state = IntegerField()
    state_at = TextField()
    finished_day = TextField(null=True)
    finished_state = IntegerField(null=True)
    waited_days = IntegerField()
    source = TextField()
    said_at = TextField()
    epoch = TextField()
    seq = IntegerField()
    rest = TextField(default="")

    class Meta:
        primary_key = CompositeKey("province", "ward", "code")


class DossierWard(Model):
    province = TextField()
    ward = TextField()
    changes = IntegerField()
    covered = IntegerField()
    looked_day = TextField()
    sha256 = TextField()

    class Meta:
        table_name = "dossier_ward"
        primary_key = CompositeKey("province", "ward")


class DossierEdition(Model):
    province = TextField()
    ward = TextField()
    version = IntegerField()
    pieces = IntegerField()

    class Meta:
        table_name = "dossier_edition"
        primary_key = CompositeKey("province", "ward", "version")


class Contact(Model):
    province = TextField()
    ward = TextField()
    code = TextField()
    phone = TextField()
    kept_at = TextField()

    class Meta:
        primary_key = CompositeKey("province", "ward", "code")


class Sms(Model):
    id = IntegerField(primary_key=True)
    fact = TextField()
    kind = TextField()
    ward = TextField()
    subject = TextField()
    phone = TextField(null=True)
    text = TextField()
    wide = IntegerField()
    segments = IntegerField()
    state = TextField()
    reference = TextField()
    sender = TextField()
    handle = TextField()
    tries = IntegerField()
    retries = IntegerField()
    next_at = TextField()
    not_after = TextField()
    reason = TextField()
    created_at = TextField()
    handed_at = TextField(null=True)
    changed_at = TextField()
    receipt_asked = IntegerField(default=0)
    receipt_at = TextField(null=True)


class Rejected(Model):
    number = IntegerField(primary_key=True)
    at = TextField()
    topic = TextField()
    kiosk = TextField(null=True)
    epoch = TextField(null=True)
    seq = IntegerField(null=True)
    reason = TextField()
    payload = BlobField()
    size = IntegerField()


class Generation(Model):
    number = IntegerField(primary_key=True)
    name = TextField()
    begins_after = IntegerField()
    began_at = TextField(null=True)
