"""A centre that asks people to sign in, for tests: accounts, their secrets, a desk that writes at once."""

from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Final

from starlette.applications import Starlette
from starlette.testclient import TestClient

from central.accounts.oidc import SingleSignOn
from central.accounts.passwords import hashed
from central.accounts.register import NewAccount, add
from central.accounts.sessions import NewToken, begin, digest, issue, new_secret
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.gate import House
from central.desk import Errand, T, WritingDesk
from central.settings import SignIn
from tests.central.conftest import Centre
from tests.central.wire import NOW

PASSWORD: Final = "bốn con trâu vàng"
HASH: Final = hashed(PASSWORD)
ORIGIN: Final = "http://testserver"


class PromptDesk(WritingDesk):
    """Turns as soon as something is handed in."""

    def hand_in(self, errand: Errand[T]) -> "Future[T]":
        answer = super().hand_in(errand)
        self.turn(NOW)
        return answer


class SignedCentre:
    """`now` is what its clock says."""

    def __init__(self, centre: Centre, rules: SignIn, provider: SingleSignOn | None = None) -> None:
        self.now = NOW
        self.centre = centre
        self.desk = PromptDesk(centre.store)
        self.house = House(centre.reader, self.desk, lambda: self.now, rules, provider)
        pulse = Pulse(turned_at=lambda: centre.aggregator.turned_at, broker_up=lambda: True)
        self.app: Starlette
        self.app, self.live = build(centre.reader, lambda: self.now, pulse, None, self.desk, self.house)

    def add(self, name: str, area: str = "", *, password: str = HASH) -> None:
        role = ("national", "province", "ward")[len(area.split("/")) if area else 0]
        self.desk.settle(lambda database: add(database, NewAccount(name, role, area, password), self.now))

    def token(self, name: str, *, days: int = 365) -> dict[str, str]:
        """The header that opens."""
        secret = new_secret()
        asked = NewToken(name, f"test {secret[:4]}", digest(secret), days)
        self.desk.settle(lambda database: issue(database, asked, self.now))
        return {"Authorization": f"Bearer {secret}"}

    def cookie(self, name: str, *, hours: int = 12) -> str:
        secret = new_secret()
        until = self.now + timedelta(hours=hours)
        self.desk.settle(lambda database: begin(database, name, digest(secret), now=self.now, until=until))
        return secret

    def browser(self, *, address: str = "10.1.1.1", base: str = ORIGIN) -> TestClient:
        """With cookies of its own, and the headers of a browser that stays on one site."""
        return TestClient(
            self.app,
            base_url=base,
            follow_redirects=False,
            client=(address, 50000),
            headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html,*/*;q=0.8"},
        )

    def at(self, **later: float) -> datetime:
        self.now = NOW + timedelta(**later)
        return self.now


def form(name: str = "lan", password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"name": name, "password": password, **more}
