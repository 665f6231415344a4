"""Who looks at a page, and what of the country that person may see.

Owns narrowing a question to the viewer's own area. Refuses passwords and sessions (`signin`). Every page and
every endpoint asks through `narrow`, so that no row outside that area is reached by spelling an address.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from central.queries import Scope

Role = Literal["national", "province", "ward"]


class NotYours(PermissionError):
    """Somebody asked for an area that is not theirs; the text names both."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """`area` is '' for the country, ``19`` or ``19/05518``; an empty `name` is nobody in particular."""

    name: str = ""
    role: Role = "national"
    area: str = ""

    def narrow(self, scope: Scope) -> Scope:
        """The same question within the viewer's area; NotYours if it names another one."""
        province, _, ward = self.area.partition("/")
        for own, asked in ((province, scope.province), (ward, scope.ward)):
            if own and asked and asked != own:
                raise NotYours(f"{asked}: outside {self.area}, which {self.name} may see")
        return replace(scope, province=province or scope.province, ward=ward or scope.ward)


ANYBODY: Final = Viewer()
"""Sees everything: a centre that asks nobody to sign in."""

NOBODY: Final = Viewer(role="ward", area="-/-")
"""Sees nothing: whoever has not signed in, on the few pages that are open all the same."""
