-- One row per procedure of a province; `data` is `mqtt.catalogue.Procedure` as JSON.
CREATE TABLE procedure (
    province   TEXT NOT NULL,
    code       TEXT NOT NULL,
    data       TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (province, code)
) STRICT, WITHOUT ROWID;

-- Every version ever begun. Its number is used once; its pieces lie on the broker until it is `cleared`.
CREATE TABLE publication (
    province     TEXT NOT NULL,
    version      INTEGER NOT NULL,
    at           TEXT NOT NULL,
    procedures   INTEGER NOT NULL,
    packed_bytes INTEGER NOT NULL,
    pieces       INTEGER NOT NULL,
    sha256       TEXT NOT NULL,    -- of the document before packing
    manifest     BLOB NOT NULL,    -- as sent, to send it once more where nobody knows whether it arrived
    state        TEXT NOT NULL CHECK (state IN ('sending', 'announced', 'published', 'cleared')),
    PRIMARY KEY (province, version)
) STRICT, WITHOUT ROWID;
