"""A ward's list of dossiers once more, although nothing in it changed: for kiosks that lost theirs.

Owns that one wish, written for whoever publishes the ward's province to find. Refuses publishing itself
(`publishing`).
"""

import peewee

from central.store.models import DossierWard


def publish_again(database: peewee.Database, province: str, ward: str | None) -> int:
    """In the caller's transaction: one ward, or all of the province that ever had a list; how many.

    If that very list is on its way meanwhile, the wish is taken for fulfilled.
    """
    if ward is not None:
        new = DossierWard.insert(province=province, ward=ward, changes=0, covered=0, looked_day="", sha256="")
        database.execute(new.on_conflict_ignore())
    places = [DossierWard.province == province, *([DossierWard.ward == ward] if ward else [])]
    wish = DossierWard.update(changes=DossierWard.changes + 1, sha256="").where(*places)
    return int(database.execute(wish).rowcount)
