"""The tables of what is filed from home as peewee models; `central/store/migrations` is their only author.

Owns column names. Refuses statements. Texts about people are sealed before they come here.
"""

from peewee import CompositeKey, IntegerField, Model, TextField


class IntakeForm(Model):
    province = TextField()
    procedure = TextField()
    version = IntegerField()
    offered = IntegerField()
    name = TextField()
    field = TextField()
    form = TextField()
    changed_at = TextField()

    class Meta:
        table_name = "intake_form"
        primary_key = CompositeKey("province", "procedure", "version")


class IntakeDraft(Model):
    secret = TextField(primary_key=True)
    province = TextField()
    ward = TextField()
    procedure = TextField()
    code = TextField()
    version = IntegerField()
    answers = TextField()
    changed_at = TextField()
    expires_at = TextField()

    class Meta:
        table_name = "intake_draft"


class IntakeDossier(Model):
    code = TextField(primary_key=True)
    province = TextField()
    ward = TextField()
    procedure = TextField()
    title = TextField()
    secret = TextField()
    link = TextField()
    name = TextField()
    phone = TextField()
    filed_at = TextField()
    closed_at = TextField(null=True)
    erased_at = TextField(null=True)

    class Meta:
        table_name = "intake_dossier"


class IntakeFiling(Model):
    code = TextField()
    turn = IntegerField()
    province = TextField()
    ward = TextField()
    secret = TextField()
    filed = TextField()
    at = TextField()
    there_at = TextField(null=True)

    class Meta:
        table_name = "intake_filing"
        primary_key = CompositeKey("code", "turn")


class IntakeFile(Model):
    id = TextField(primary_key=True)
    secret = TextField()
    code = TextField()
    field = TextField()
    name = TextField()
    type = TextField()
    size = IntegerField()
    sha256 = TextField()
    at = TextField()

    class Meta:
        table_name = "intake_file"


class IntakePiece(Model):
    file = TextField()
    number = IntegerField()
    body = TextField()

    class Meta:
        table_name = "intake_piece"
        primary_key = CompositeKey("file", "number")


class IntakeMove(Model):
    code = TextField()
    epoch = TextField()
    seq = IntegerField()
    at = TextField()
    state = IntegerField()
    due = TextField(null=True)
    reason = TextField()

    class Meta:
        table_name = "intake_move"
        primary_key = CompositeKey("code", "epoch", "seq")


class IntakeNumber(Model):
    ward = TextField()
    day = TextField()
    last = IntegerField()

    class Meta:
        table_name = "intake_number"
        primary_key = CompositeKey("ward", "day")
