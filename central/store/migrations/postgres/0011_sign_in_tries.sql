-- Tries to sign in that were not right, of names and of addresses, for an hour. `who` is a SHA-256: people type
-- passwords into the name's field. account 1: the name of an account, which no flood of other names pushes out.
CREATE TABLE sign_in_try (
    who     text COLLATE "C" PRIMARY KEY,
    account bigint NOT NULL,
    wrong   bigint NOT NULL,
    last_at text COLLATE "C" NOT NULL
);
CREATE INDEX sign_in_try_last ON sign_in_try (last_at, account);
