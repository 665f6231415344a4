-- What a ward offers to book from home, as judged JSON. `changes` grows with whatever its kiosks must hear of.
CREATE TABLE booking_office (
    ward    TEXT PRIMARY KEY,          -- 19/05518
    offered TEXT NOT NULL,
    set_at  TEXT NOT NULL,
    changes INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What was closed after people could have booked it; slot '' is the whole day.
CREATE TABLE booking_closing (
    ward TEXT NOT NULL,
    day  TEXT NOT NULL,
    slot TEXT NOT NULL,
    PRIMARY KEY (ward, day, slot)
) STRICT;

-- One booking. phone and name are sealed; person is a keyed hash of the phone, page of the secret in the address
-- of its page, asked of what makes a request the same one. What is about a person goes a month after the slot.
CREATE TABLE booking (
    ward       TEXT NOT NULL,
    id         TEXT NOT NULL,
    service    TEXT NOT NULL,
    day        TEXT NOT NULL,
    slot       TEXT NOT NULL,
    minutes    INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'presented', 'cancelled', 'closed', 'missed')),
    made_at    TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    phone      TEXT,
    name       TEXT,
    person     TEXT,
    page       TEXT,
    asked      TEXT,
    PRIMARY KEY (ward, id)
) STRICT;
CREATE INDEX booking_of_day ON booking (ward, day, state);
CREATE UNIQUE INDEX booking_of_person ON booking (ward, person, service, day)
    WHERE state = 'open' AND person IS NOT NULL;
CREATE UNIQUE INDEX booking_of_page ON booking (page) WHERE page IS NOT NULL;
CREATE UNIQUE INDEX booking_asked ON booking (ward, asked) WHERE asked IS NOT NULL;
