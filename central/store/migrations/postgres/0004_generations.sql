-- As sqlite/0006_generations.sql.
CREATE TABLE generation (
    number       bigint PRIMARY KEY,
    name         text COLLATE "C" NOT NULL UNIQUE,
    begins_after bigint NOT NULL
);
INSERT INTO generation (number, name, begins_after)
    VALUES (1, left(replace(gen_random_uuid()::text, '-', ''), 16), 0);
