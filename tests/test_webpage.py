"""A page that changes while the browser is asked about it: looked at again, whatever word its driver has."""

import pytest
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException

from tests.webpage import shows

INSPECTOR = 'unknown error: unhandled inspector error: {"code":-32000,"message":"%s"}'


class Changing:
    """A driver whose page goes away under the first question and shows words at the second."""

    def __init__(self, fault: WebDriverException) -> None:
        self._faults = [fault]

    def find_element(self, *_: str) -> "Changing":
        return self

    @property
    def text(self) -> str:
        if self._faults:
            raise self._faults.pop()
        return "Bước 4/4"


@pytest.mark.parametrize(
    "fault",
    [
        StaleElementReferenceException("stale element reference"),
        WebDriverException(INSPECTOR % "Node with given id does not belong to the document"),
        WebDriverException(INSPECTOR % "No node with given id found"),
    ],
)
def test_a_page_that_changed_meanwhile_is_looked_at_again(fault: WebDriverException) -> None:
    shows(Changing(fault), "main", "Bước 4/4")  # type: ignore[arg-type]


def test_any_other_fault_of_the_driver_is_told() -> None:
    with pytest.raises(WebDriverException, match="disconnected"):
        shows(Changing(WebDriverException("disconnected")), "main", "Bước 4/4")  # type: ignore[arg-type]
