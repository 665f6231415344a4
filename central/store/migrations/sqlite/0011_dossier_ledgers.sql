-- The last words of other ledgers about a dossier, JSON; '' where one kiosk alone has spoken of it.
ALTER TABLE dossier ADD COLUMN rest TEXT NOT NULL DEFAULT '';
