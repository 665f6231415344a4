-- As sqlite/0011_dossier_ledgers.sql.
ALTER TABLE dossier ADD COLUMN rest text COLLATE "C" NOT NULL DEFAULT '';
