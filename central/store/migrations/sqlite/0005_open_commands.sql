-- What is not answered yet is looked for every two seconds, among all that ever was.
CREATE INDEX command_open ON command (expires_at, kiosk, counter) WHERE done_at IS NULL;
