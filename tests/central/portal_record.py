"""A record captured from the national portal, read with other values in it.

Owns reading it as an import would. Refuses assertions.
"""

import msgspec

from central.catalogue import portal
from central.catalogue.checking import merged
from mqtt.catalogue import Procedure
from tests.processes import ROOT

CAPTURED = ROOT / "provisioning" / "demo_ward" / "procedures" / "portal-2.000815.json"
RECORD: dict[str, object] = msgspec.json.decode(CAPTURED.read_bytes())["data"]


def read(**changes: object) -> Procedure:
    """The captured record with other values; checked as an import would."""
    return merged(None, portal.read({**RECORD, **changes}))


def methods(*kinds: str, **more: object) -> list[dict[str, object]]:
    return [{"submissionMethod": kind, **more} for kind in kinds]
