"""Addresses within the dashboard: the same days and language, another place or page.

Owns their spelling. Refuses to judge who may go there. Apart from the request, because sections that are
pushed are drawn where no request is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from central.dashboard.words import Language
from central.queries import Scope
from central.stats.places import name_of


@dataclass(frozen=True, slots=True)
class Addresses:
    """`scope` holds the days that the address named; None where it named none: that is today."""

    scope: Scope
    language: Language

    def to(self, path: str, area: str = "", /, **more: object) -> str:
        """`area` is ``19``, ``19/05518``, ``19/05518/k1`` or "", the country; `more` are other parameters."""
        province, _, rest = area.partition("/")
        ward, _, kiosk = rest.partition("/")
        named = {
            "province": province,
            "ward": ward,
            "kiosk": kiosk,
            "from": self.scope.first_day,
            "to": self.scope.last_day,
            "lang": "" if self.language == "vi" else self.language,
        }
        query = urlencode({name: value for name, value in {**named, **more}.items() if value})
        return f"{path}?{query}" if query else path

    def crumbs(self, path: str, area: str, own: str) -> list[tuple[str, str]]:
        """(name, address) from the country down to `area`; no address above the viewer's `own` area."""
        parts = area.split("/") if area else []
        steps = ["/".join(parts[:count]) for count in range(len(parts) + 1)]
        return [(name_of(step), self.to(path, step) if step.startswith(own) else "") for step in steps]


def as_named(scope: Scope, parameters: Mapping[str, str]) -> Scope:
    """The scope without its days, unless the address named any: today moves on while a page is open."""
    named = parameters.get("from") or parameters.get("to")
    return scope if named else replace(scope, first_day=None, last_day=None)


def area_of(scope: Scope) -> str:
    """``19/05518/k1`` as far as the scope names it from the left."""
    parts = [scope.province, scope.ward, scope.kiosk]
    named = parts[: parts.index(None)] if None in parts else parts
    return "/".join(part for part in named if part)
