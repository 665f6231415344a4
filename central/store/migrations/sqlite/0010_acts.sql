-- What people sent to kiosks from pages: who, when, what and where to.
CREATE TABLE act (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    account TEXT NOT NULL,
    word    TEXT NOT NULL,   -- catalogue, dossiers, config, resend, update, reprint, erase
    area    TEXT NOT NULL,   -- 19, 19/05518 or 19/05518/k1
    detail  TEXT NOT NULL DEFAULT ''
) STRICT;
