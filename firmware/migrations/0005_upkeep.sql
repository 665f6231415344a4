-- opens: 4
-- How each self-test ended, the newest last. results: JSON, a step and its outcome each.
CREATE TABLE acceptance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    clock TEXT NOT NULL,
    version TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    results TEXT NOT NULL
);

-- How this kiosk hangs: measured by a technician, it overrides the settings.
CREATE TABLE mounting (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    lower_edge_mm INTEGER NOT NULL,
    measured_at TEXT NOT NULL
);
