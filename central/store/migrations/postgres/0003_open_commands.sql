-- As sqlite/0005_open_commands.sql.
CREATE INDEX command_open ON command (expires_at, kiosk, counter) WHERE done_at IS NULL;
