"""Several centres on one database: who writes which provinces, who stands by, and who takes over.

The locks are tried with two stores in one process; taking over, with real processes and a real broker.
"""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.dossiers.intake import check, take
from central.dossiers.publishing import PublishingTurn
from central.settings import Store as Wanted
from central.store.database import Store, open_store
from central.store.engine import PATIENCE
from mqtt.broker import Broker
from mqtt.client import Client, Incoming, LinkChanged, Outgoing
from mqtt.messages import Ack, decode
from tests.central.conftest import Centre
from tests.central.dossier_rows import HEADER, LINE, received, row
from tests.central.wire import EPOCH, KIOSK, NOW, RememberingWire, event, frame_of, tickets
from tests.postgres import Server
from tests.processes import ROOT, ask, broker, free_port, running, stop, wait_until

# ---------------------------------------------------------------- who may write what

Opening = Callable[..., Store]


@pytest.fixture
def opening(postgres_wanted: Wanted) -> Iterator[Opening]:
    """Opens a centre's store for these provinces (none: all)."""
    opened: list[Store] = []

    def open_for(*provinces: str) -> Store:
        opened.append(open_store(postgres_wanted, Path(), provinces))
        return opened[-1]

    yield open_for
    for store in opened:
        store.close()


@pytest.mark.parametrize(
    ("holding", "asking"),
    [
        ([], []),
        ([], ["19"]),
        (["19"], []),
        (["19"], ["19"]),
        (["19", "01"], ["01", "24"]),
        (["24", "01", "19"], ["19"]),
    ],
)
def test_two_sets_that_share_a_province_never_both_write(
    opening: Opening, holding: list[str], asking: list[str]
) -> None:
    holder, other = opening(*holding), opening(*asking)
    assert holder.claim() == 1
    assert other.claim() == 0
    holder.close()
    wait_until(lambda: bool(other.claim()))


@pytest.mark.parametrize(("one", "other"), [(["19"], ["01"]), (["01", "19"], ["24", "79"])])
def test_sets_apart_write_side_by_side(opening: Opening, one: list[str], other: list[str]) -> None:
    assert (opening(*one).claim(), opening(*other).claim()) == (1, 1)


def test_who_was_refused_holds_nothing(opening: Opening) -> None:
    holder, refused, third = opening("24"), opening("01", "24"), opening("01")
    assert (holder.claim(), refused.claim(), third.claim()) == (1, 0, 1)


@pytest.mark.parametrize(("provinces", "sent"), [([], 2), (["19", "01"], 2), (["24"], 0)])
def test_lists_of_dossiers_go_down_from_the_centre_of_their_province(
    centre: Centre, provinces: list[str], sent: int
) -> None:
    wire = RememberingWire()
    centre.receive(frame_of(event(1, received())))
    publishing = PublishingTurn(centre.store, wire, provinces)
    publishing.hear(LinkChanged(up=True, reason="test"))
    publishing.turn(NOW)
    assert len(wire.published) == sent


def test_a_province_s_dossiers_are_changed_by_one_centre_at_a_time(opening: Opening) -> None:
    """An import may come in at a centre that writes other provinces."""
    hanoi, bac_ninh = opening("01"), opening("24")
    assert (hanoi.claim(), bac_ninh.claim()) == (1, 1)
    batch = check([row(province="24")], province="24", now=NOW)
    bac_ninh.execute("SET lock_timeout = '50ms'")
    with hanoi.transaction():
        take(hanoi, batch)
        with pytest.raises(PATIENCE), bac_ninh.transaction():
            take(bac_ninh, batch)
    with bac_ninh.transaction():
        assert take(bac_ninh, batch).unchanged == 1


def test_a_holder_whose_connection_was_cut_writes_nothing_more(opening: Opening) -> None:
    holder, other = opening(), opening()
    assert holder.claim() == 1
    cut(holder)
    wait_until(lambda: bool(other.claim()))
    with pytest.raises(PATIENCE), holder.transaction():
        pass
    assert holder.claim() == 0
    other.close()
    wait_until(lambda: holder.claim() == 2)


def test_a_holder_that_is_cut_in_the_middle_has_written_nothing(opening: Opening) -> None:
    holder, other = opening(), opening()
    holder.claim()
    with pytest.raises(PATIENCE), holder.transaction():
        holder.execute("INSERT INTO set_aside VALUES ('19/05518/k1', 'e', 1, 'x')")
        cut(holder)
        holder.execute("INSERT INTO set_aside VALUES ('19/05518/k1', 'e', 2, 'x')")
    wait_until(lambda: bool(other.claim()))
    assert other.execute("SELECT count(*) FROM set_aside").fetchone() == (0,)


def test_a_holder_that_hangs_is_let_go_of(opening: Opening) -> None:
    """It takes no turn, so its session is silent; the server itself ends it."""
    holder, other = opening(), opening()
    holder.claim()
    holder.execute("SET idle_session_timeout = '200ms'")
    wait_until(lambda: bool(other.claim()))
    assert holder.claim() == 0


def test_the_server_is_asked_to_end_silent_sessions_within_ten_seconds(opening: Opening) -> None:
    asked = opening().execute(
        "SELECT name, setting::int FROM pg_settings WHERE name LIKE '%idle%session_timeout' ORDER BY name"
    )
    assert asked.fetchall() == [("idle_in_transaction_session_timeout", 8000), ("idle_session_timeout", 8000)]


def test_over_a_network_both_ends_notice_within_ten_seconds_that_the_other_is_gone(server: Server) -> None:
    url = f"postgresql://postgres@127.0.0.1:{server.port}/motcua"
    with closing(open_store(Wanted(url=url), Path())) as store:
        asked = store.execute(
            "SELECT sum(setting::int) FROM pg_settings"
            " WHERE name IN ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count')"
        )
        assert asked.fetchone() == (3 + 2 + 2,)
        link = store.writer.connection().info.get_parameters()
    assert (link["keepalives_idle"], link["keepalives_interval"], link["tcp_user_timeout"]) == (
        "3",
        "2",
        "8000",
    )


def cut(store: Store) -> None:
    """As an administrator, or a fault of the network."""
    [(backend,)] = store.execute("SELECT pg_backend_pid()").fetchall()
    with store.reader() as administrator:
        administrator.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (backend,))


# ---------------------------------------------------------------- processes


@dataclass(frozen=True)
class Centres:
    """Starts centres on one broker and one database, each with a web port, settings and a log of its own."""

    folder: Path
    mqtt_port: int
    wanted: Wanted

    def command(self, web_port: int, *words: str, provinces: Sequence[str] = ()) -> tuple[str, ...]:
        config = self.folder / f"{web_port}.toml"
        secret = self.folder / "secret"
        secret.write_text("0123456789abcdef0123456789abcdef")
        config.write_text(
            f'[mqtt]\nhost = "127.0.0.1"\nport = {self.mqtt_port}\n[web]\nport = {web_port}\n'
            f'[store]\nurl = "{self.wanted.url}"\n[aggregator]\nprovinces = {list(provinces)}\n'
            f'[intake]\nsecret_file = "{secret}"\n[sign_in]\nrequired = false\n'
        )
        places = ("--config", str(config), "--data", str(self.folder / str(web_port)))
        return (sys.executable, "-m", "central", *words, *places)

    @contextmanager
    def running(self, web_port: int, status: str, *provinces: str) -> Iterator["subprocess.Popen[bytes]"]:
        """A centre that stands so before anything else happens."""
        command = self.command(web_port, provinces=provinces)
        with running(*command, log=self.folder / f"{web_port}.log") as process:
            wait_until(lambda: standing(web_port) == status, seconds=20)
            yield process


def standing(web_port: int) -> str:
    answer = ask(web_port, "/healthz")
    return f"{answer.get('status')} {answer.get('broker')}"


@pytest.fixture
def centres(tmp_path: Path, postgres_wanted: Wanted) -> Iterator[Centres]:
    port = free_port()
    with broker(tmp_path, port):
        yield Centres(tmp_path, port, postgres_wanted)


@pytest.fixture
def kiosk(centres: Centres) -> Iterator[Client]:
    subscriptions = [(f"motcua/1/{KIOSK}/ack", 1)]
    client = Client(Broker("127.0.0.1", centres.mqtt_port), "kiosk-under-test", subscriptions=subscriptions)
    client.start()
    wait_until(lambda: client.up)
    yield client
    client.stop()


def send(kiosk: Client, frame: Incoming) -> None:
    assert kiosk.publish(Outgoing(frame.topic, frame.payload)) is not None


def answered(kiosk: Client) -> Ack:
    """The next answer that comes."""
    arrivals = iter(lambda: kiosk.inbox.get(timeout=20), None)
    return next(decode(Ack, arrival.payload) for arrival in arrivals if isinstance(arrival, Incoming))


def imported(centres: Centres, web_port: int) -> "subprocess.CompletedProcess[str]":
    """One row, by the command."""
    sheet = centres.folder / "states.csv"
    sheet.write_text(f"{HEADER}\n{LINE}\n", "utf-8")
    command = centres.command(web_port, "import-dossiers", str(sheet))
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)


def test_the_second_centre_stands_by_and_takes_over_within_ten_seconds(
    centres: Centres, kiosk: Client
) -> None:
    first, second = free_port(), free_port()
    with centres.running(first, "ok up") as holder, centres.running(second, "standby down") as other:
        send(kiosk, tickets(1, 50))
        assert answered(kiosk) == Ack(EPOCH, 50, [])
        assert ask(second, "/api/v1/summary")["tickets"] == 50
        holder.send_signal(signal.SIGKILL)
        send(kiosk, tickets(51, 100))
        wait_until(lambda: standing(second) == "ok up", seconds=10)
        send(kiosk, tickets(101, 120))
        wait_until(lambda: answered(kiosk) == Ack(EPOCH, 120, []))
        assert ask(second, "/api/v1/summary")["tickets"] == 120
        assert stop(other, seconds=10) == 0


def test_centres_of_different_provinces_each_take_in_their_own(centres: Centres, kiosk: Client) -> None:
    first, second = free_port(), free_port()
    with centres.running(first, "ok up", "19", "01"), centres.running(second, "ok up", "24"):
        send(kiosk, tickets(1, 2, kiosk="79/26000/k1"))
        send(kiosk, tickets(1, 3, kiosk="24/09000/k1"))
        send(kiosk, tickets(1, 5))
        assert answered(kiosk) == Ack(EPOCH, 5, [])
        wait_until(lambda: ask(first, "/api/v1/summary").get("tickets") == 8)
        assert ask(second, "/api/v1/summary?province=79")["tickets"] == 0


def test_the_command_writes_the_database_itself_or_by_the_centre_that_does(centres: Centres) -> None:
    web = free_port()
    alone = imported(centres, web)
    assert (alone.returncode, alone.stdout) == (0, "imported 1, updated 0, unchanged 0, refused 0\n")
    with centres.running(web, "ok up"):
        beside = imported(centres, web)
    assert (beside.returncode, beside.stdout) == (0, "imported 0, updated 0, unchanged 1, refused 0\n")


def test_a_centre_that_stands_by_takes_no_dossiers_and_says_so(centres: Centres) -> None:
    web = free_port()
    with closing(open_store(centres.wanted, Path())) as holder:
        assert holder.claim()
        holder.execute("SET idle_session_timeout = 0")
        with centres.running(web, "standby down"):
            ended = imported(centres, web)
    assert ended.returncode == 2
    assert "503" in ended.stderr
    assert "this process stands by" in ended.stderr
