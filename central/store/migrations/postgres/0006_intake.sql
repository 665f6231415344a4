-- As sqlite/0008_intake.sql.

-- The forms that wards offer, as `motcua-central forms` took them in; older versions stay, to say what changed.
CREATE TABLE intake_form (
    province   text COLLATE "C" NOT NULL,
    procedure  text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    offered    bigint NOT NULL,       -- 1 of the version in use, else 0
    name       text COLLATE "C" NOT NULL,          -- of the procedure
    field      text COLLATE "C" NOT NULL,
    form       text COLLATE "C" NOT NULL,          -- JSON, mqtt/forms.py
    changed_at text COLLATE "C" NOT NULL,
    PRIMARY KEY (province, procedure, version)
);

-- What is not sent yet: a first filing (`code` is ''), or a supplement to a dossier.
CREATE TABLE intake_draft (
    secret     text COLLATE "C" PRIMARY KEY,       -- SHA-256 of what the link and the cookie hold
    province   text COLLATE "C" NOT NULL,
    ward       text COLLATE "C" NOT NULL,
    procedure  text COLLATE "C" NOT NULL,
    code       text COLLATE "C" NOT NULL DEFAULT '',
    version    bigint NOT NULL,       -- of the form that was filled in
    answers    text COLLATE "C" NOT NULL,          -- sealed
    changed_at text COLLATE "C" NOT NULL,
    expires_at text COLLATE "C" NOT NULL
);
CREATE INDEX intake_draft_expires ON intake_draft (expires_at);

-- One dossier that was filed from home. `secret` opens its page; `link`, `name`, `phone` are sealed, '' once erased.
CREATE TABLE intake_dossier (
    code       text COLLATE "C" PRIMARY KEY,
    province   text COLLATE "C" NOT NULL,
    ward       text COLLATE "C" NOT NULL,
    procedure  text COLLATE "C" NOT NULL,
    title      text COLLATE "C" NOT NULL,
    secret     text COLLATE "C" NOT NULL UNIQUE,
    link       text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    phone      text COLLATE "C" NOT NULL,
    filed_at   text COLLATE "C" NOT NULL,
    closed_at  text COLLATE "C",
    erased_at  text COLLATE "C"
);
CREATE INDEX intake_dossier_closed ON intake_dossier (closed_at) WHERE closed_at IS NOT NULL AND erased_at IS NULL;

-- One filing of it: the first, or a supplement. `secret` is its draft's, so that nothing is filed twice.
CREATE TABLE intake_filing (
    code     text COLLATE "C" NOT NULL,
    turn     bigint NOT NULL,
    province text COLLATE "C" NOT NULL,
    ward     text COLLATE "C" NOT NULL,
    secret   text COLLATE "C" NOT NULL UNIQUE,
    filed    text COLLATE "C" NOT NULL,            -- mqtt/filing.py, sealed; '' once erased
    at       text COLLATE "C" NOT NULL,
    there_at text COLLATE "C",                     -- when the kiosk said that it has all of it
    PRIMARY KEY (code, turn)
);
CREATE INDEX intake_filing_waits ON intake_filing (province, at) WHERE there_at IS NULL;

-- Attachments, of a draft until it is sent (`code` is ''), in sealed pieces of 128 KiB.
CREATE TABLE intake_file (
    id     text COLLATE "C" PRIMARY KEY,
    secret text COLLATE "C" NOT NULL,
    code   text COLLATE "C" NOT NULL DEFAULT '',
    field  text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,              -- sealed
    type   text COLLATE "C" NOT NULL,
    size   bigint NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    at     text COLLATE "C" NOT NULL
);
CREATE INDEX intake_file_secret ON intake_file (secret);
CREATE INDEX intake_file_code ON intake_file (code, sha256) WHERE code <> '';
CREATE TABLE intake_piece (
    file   text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    body   text COLLATE "C" NOT NULL,              -- sealed
    PRIMARY KEY (file, number)
);

-- What the ward's officers said of it, for the filer's page.
CREATE TABLE intake_move (
    code   text COLLATE "C" NOT NULL,
    epoch  text COLLATE "C" NOT NULL,
    seq    bigint NOT NULL,
    at     text COLLATE "C" NOT NULL,
    state  bigint NOT NULL,
    due    text COLLATE "C",
    reason text COLLATE "C" NOT NULL,
    PRIMARY KEY (code, epoch, seq)
);

-- The last number that a ward's dossiers of one day have had.
CREATE TABLE intake_number (
    ward text COLLATE "C" NOT NULL,
    day  text COLLATE "C" NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (ward, day)
);
