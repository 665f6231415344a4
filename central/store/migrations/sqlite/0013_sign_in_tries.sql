-- Tries to sign in that were not right, of names and of addresses, for an hour. `who` is a SHA-256: people type
-- passwords into the name's field. account 1: the name of an account, which no flood of other names pushes out.
CREATE TABLE sign_in_try (
    who     TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    wrong   INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_try_last ON sign_in_try (last_at, account);
