"""What is in the image: a package manifest and a CycloneDX bill of materials.

Owns reading both from the finished root, so that they list what is there and not what was asked for.
"""

import json
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Final
from urllib.parse import quote

MANIFEST: Final = "usr/share/motcua-packages.tsv"
COLUMNS: Final = "package\tversion\tarchitecture\tinstalled_kb\tsource"


@dataclass(frozen=True, slots=True)
class Part:
    """`purl` as in the package-url specification."""

    name: str
    version: str
    purl: str
    license: str = ""


def manifest(root: Path) -> str:
    return f"{COLUMNS}\n{(root / MANIFEST).read_text('utf-8')}"


def parts(root: Path) -> list[Part]:
    """Debian's packages, then Python distributions of the appliance's environment, each by name."""
    rows = [line.split("\t") for line in (root / MANIFEST).read_text("utf-8").splitlines()]
    debian = [
        Part(
            name, version, f"pkg:deb/debian/{quote(name)}@{quote(version)}?arch={architecture}&distro=trixie"
        )
        for name, version, architecture, *_ in rows
    ]
    found = sorted((root / "opt/motcua/lib").glob("python*/site-packages/*.dist-info/METADATA"))
    return debian + [_distribution(file) for file in found]


def cyclonedx(root: Path, *, version: str, made_at: str) -> str:
    """CycloneDX 1.5, JSON. `made_at` is the sources' time in ISO 8601, so equal inputs give an equal file."""
    components = [
        {
            "type": "library", "name": part.name, "version": part.version,
            "purl": part.purl, "bom-ref": part.purl,
            **({"licenses": [{"license": {"name": part.license}}]} if part.license else {}),
        }
        for part in parts(root)
    ]  # fmt: skip
    about = {
        "type": "operating-system",
        "name": "motcua-kiosk",
        "version": version,
        "bom-ref": "motcua-kiosk",
    }
    bill = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": made_at, "component": about}, "components": components,
    }  # fmt: skip
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def _distribution(file: Path) -> Part:
    header = HeaderParser().parsestr(file.read_text("utf-8"))
    name, version = str(header["Name"]), str(header["Version"])
    licence = str(header["License-Expression"] or header["License"] or "").partition("\n")[0]
    return Part(name, version, f"pkg:pypi/{quote(name.lower())}@{quote(version)}", licence)
