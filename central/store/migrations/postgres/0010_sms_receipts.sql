-- As sqlite/0013_sms_receipts.sql.
ALTER TABLE sms DROP CONSTRAINT sms_state_check;
ALTER TABLE sms ADD CONSTRAINT sms_state_check CHECK (state IN ('waiting', 'sending', 'sent', 'delivered',
    'undeliverable', 'failed', 'uncertain', 'dropped', 'expired'));
ALTER TABLE sms ADD COLUMN receipt_asked bigint NOT NULL DEFAULT 0;
ALTER TABLE sms ADD COLUMN receipt_at text COLLATE "C";
CREATE INDEX sms_asked ON sms (handed_at) WHERE receipt_asked = 1;
