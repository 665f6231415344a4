"""Which release this is, as the packaging metadata says."""

from importlib.metadata import PackageNotFoundError, version


def _read() -> str:
    try:
        return version("motcua")
    except PackageNotFoundError:
        return "0+source"


VERSION = _read()
