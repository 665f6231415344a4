-- opens: 4
-- What the network said of an SMS after it was sent, or that a person dropped it; `state` keeps the words that earlier
-- programs know. reason: for people. retries: how often a person had it sent again. The last hand-over, and whether the
-- network was asked what became of it.
ALTER TABLE sms ADD COLUMN outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'delivered', 'undeliverable', 'dropped'));
ALTER TABLE sms ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE sms ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sms ADD COLUMN handed_at TEXT;
ALTER TABLE sms ADD COLUMN receipt_asked INTEGER NOT NULL DEFAULT 0;
