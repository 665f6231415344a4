"""The few errors that callers treat differently. A message names the thing, the value and the remedy."""


class KioskError(Exception):
    """Base of ours: its text is fit to be shown to a technician as it stands."""


class SettingsError(KioskError):
    """The settings file cannot be used."""


class StoreError(KioskError):
    """The database cannot be opened, or is not what this version can read."""
