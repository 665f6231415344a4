-- What a ward offers to book from home, as judged JSON. `changes` grows with whatever its kiosks must hear of.
CREATE TABLE booking_office (
    ward    text COLLATE "C" PRIMARY KEY,          -- 19/05518
    offered text COLLATE "C" NOT NULL,
    set_at  text COLLATE "C" NOT NULL,
    changes bigint NOT NULL DEFAULT 1
);

-- What was closed after people could have booked it; slot '' is the whole day.
CREATE TABLE booking_closing (
    ward text COLLATE "C" NOT NULL,
    day  text COLLATE "C" NOT NULL,
    slot text COLLATE "C" NOT NULL,
    PRIMARY KEY (ward, day, slot)
);

-- One booking. phone and name are sealed; person is a keyed hash of the phone, page of the secret in the address
-- of its page, asked of what makes a request the same one. What is about a person goes a month after the slot.
CREATE TABLE booking (
    ward       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    service    text COLLATE "C" NOT NULL,
    day        text COLLATE "C" NOT NULL,
    slot       text COLLATE "C" NOT NULL,
    minutes    bigint NOT NULL,
    state      text COLLATE "C" NOT NULL CHECK (state IN ('open', 'presented', 'cancelled', 'closed', 'missed')),
    made_at    text COLLATE "C" NOT NULL,
    changed_at text COLLATE "C" NOT NULL,
    phone      text COLLATE "C",
    name       text COLLATE "C",
    person     text COLLATE "C",
    page       text COLLATE "C",
    asked      text COLLATE "C",
    PRIMARY KEY (ward, id)
);
CREATE INDEX booking_of_day ON booking (ward, day, state);
CREATE UNIQUE INDEX booking_of_person ON booking (ward, person, service, day)
    WHERE state = 'open' AND person IS NOT NULL;
CREATE UNIQUE INDEX booking_of_page ON booking (page) WHERE page IS NOT NULL;
CREATE UNIQUE INDEX booking_asked ON booking (ward, asked) WHERE asked IS NOT NULL;
