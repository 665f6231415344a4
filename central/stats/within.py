"""Which rows lie in a scope, as conditions that every database understands.

Owns reading a ``province/ward/id`` column. Refuses days: each question has its own.
"""

import peewee
from peewee import Expression

from central.queries import Scope


def within(kiosk: peewee.TextField, scope: Scope) -> list[Expression]:
    """Conditions on a kiosk's name; none for the whole country. A row without a name lies in no area."""
    if scope.kiosk and "/" in scope.kiosk:
        return [kiosk == scope.kiosk, *within(kiosk, Scope(scope.province, scope.ward))]
    conditions = []
    if scope.province and scope.ward:
        conditions.append(kiosk.startswith(f"{scope.province}/{scope.ward}/"))
    elif scope.province:
        conditions.append(kiosk.startswith(f"{scope.province}/"))
    elif scope.ward:
        conditions.append(kiosk.contains(f"/{scope.ward}/"))
    if scope.kiosk:
        conditions.append(kiosk.endswith(f"/{scope.kiosk}"))
    return conditions
