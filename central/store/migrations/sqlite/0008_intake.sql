-- What people file from home. Everything about a person is a Fernet token of the centre's key (central/sms/keys.py).

-- The forms that wards offer, as `motcua-central forms` took them in; older versions stay, to say what changed.
CREATE TABLE intake_form (
    province   TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    version    INTEGER NOT NULL,
    offered    INTEGER NOT NULL,       -- 1 of the version in use, else 0
    name       TEXT NOT NULL,          -- of the procedure
    field      TEXT NOT NULL,
    form       TEXT NOT NULL,          -- JSON, mqtt/forms.py
    changed_at TEXT NOT NULL,
    PRIMARY KEY (province, procedure, version)
) STRICT, WITHOUT ROWID;

-- What is not sent yet: a first filing (`code` is ''), or a supplement to a dossier.
CREATE TABLE intake_draft (
    secret     TEXT PRIMARY KEY,       -- SHA-256 of what the link and the cookie hold
    province   TEXT NOT NULL,
    ward       TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    code       TEXT NOT NULL DEFAULT '',
    version    INTEGER NOT NULL,       -- of the form that was filled in
    answers    TEXT NOT NULL,          -- sealed
    changed_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_draft_expires ON intake_draft (expires_at);

-- One dossier that was filed from home. `secret` opens its page; `link`, `name`, `phone` are sealed, '' once erased.
CREATE TABLE intake_dossier (
    code       TEXT PRIMARY KEY,
    province   TEXT NOT NULL,
    ward       TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    title      TEXT NOT NULL,
    secret     TEXT NOT NULL UNIQUE,
    link       TEXT NOT NULL,
    name       TEXT NOT NULL,
    phone      TEXT NOT NULL,
    filed_at   TEXT NOT NULL,
    closed_at  TEXT,
    erased_at  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_dossier_closed ON intake_dossier (closed_at) WHERE closed_at IS NOT NULL AND erased_at IS NULL;

-- One filing of it: the first, or a supplement. `secret` is its draft's, so that nothing is filed twice.
CREATE TABLE intake_filing (
    code     TEXT NOT NULL,
    turn     INTEGER NOT NULL,
    province TEXT NOT NULL,
    ward     TEXT NOT NULL,
    secret   TEXT NOT NULL UNIQUE,
    filed    TEXT NOT NULL,            -- mqtt/filing.py, sealed; '' once erased
    at       TEXT NOT NULL,
    there_at TEXT,                     -- when the kiosk said that it has all of it
    PRIMARY KEY (code, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_filing_waits ON intake_filing (province, at) WHERE there_at IS NULL;

-- Attachments, of a draft until it is sent (`code` is ''), in sealed pieces of 128 KiB.
CREATE TABLE intake_file (
    id     TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    code   TEXT NOT NULL DEFAULT '',
    field  TEXT NOT NULL,
    name   TEXT NOT NULL,              -- sealed
    type   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_file_secret ON intake_file (secret);
CREATE INDEX intake_file_code ON intake_file (code, sha256) WHERE code <> '';
CREATE TABLE intake_piece (
    file   TEXT NOT NULL,
    number INTEGER NOT NULL,
    body   TEXT NOT NULL,              -- sealed
    PRIMARY KEY (file, number)
) STRICT;

-- What the ward's officers said of it, for the filer's page.
CREATE TABLE intake_move (
    code   TEXT NOT NULL,
    epoch  TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    at     TEXT NOT NULL,
    state  INTEGER NOT NULL,
    due    TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (code, epoch, seq)
) STRICT, WITHOUT ROWID;

-- The last number that a ward's dossiers of one day have had.
CREATE TABLE intake_number (
    ward TEXT NOT NULL,
    day  TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (ward, day)
) STRICT, WITHOUT ROWID;
