"""Is this code a ward, and of which province? What an operator is told who asks for one that is not.

Owns looking codes up in the official list (`mqtt.wards`) or a newer one, and the words about a mistake.
Refuses to correct: a code that is not listed is an error with near ones.
"""

from pathlib import Path

from mqtt.wards import LIST as LIST
from mqtt.wards import ListError, Units, Ward, read_units
from provisioning.errors import ProvisionError


class WardList(Units):
    """The units, and the answer to a code that an operator gave."""

    def ward(self, code: str, province: str = "") -> Ward:
        """The ward of that code; `province`, if given, must be its own."""
        found = next((ward for ward in self.wards if ward.code == code), None)
        if found is None:
            raise ProvisionError(
                f"ward {code}: not in the official list; {self._near(code)}",
                f"{code}: mã xã, phường không có trong danh mục. Hãy xem lại mã.",
            )
        if province and found.province != province:
            raise ProvisionError(
                f"ward {code}: {found.title} belongs to province {found.province}"
                f" ({self.province(found.province).title}), not {province}; leave out --province",
                f"{code}: {found.title} thuộc {self.province(found.province).title}, mã {found.province}."
                " Hãy bỏ --province.",
            )
        return found

    def province(self, code: str) -> Ward:
        return next(province for province in self.provinces if province.province == code)

    def _near(self, code: str) -> str:
        near = [
            ward for ward in self.wards if sum(a != b for a, b in zip(ward.code, code, strict=False)) == 1
        ]
        listed = ", ".join(f"{ward.code} {ward.title}" for ward in near[:3])
        return f"did you mean {listed}?" if listed else "look it up, or give a newer list with --wards FILE"


def read_wards(file: Path = LIST) -> WardList:
    """Read a list; ProvisionError names the file, the line and what to correct."""
    try:
        units = read_units(file)
    except ListError as error:
        raise ProvisionError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProvisionError(
            f"{file}: cannot be read ({error}); give a UTF-8 list with --wards FILE"
        ) from error
    return WardList(units.provinces, units.wards)
