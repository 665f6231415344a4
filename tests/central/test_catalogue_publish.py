"""The catalogue on its way down: whole or not at all, wherever it is cut off and whatever the broker says."""

import queue
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from central.__main__ import main
from central.catalogue.delivery import BrokerRefusedError, Delivery, DeliveryError
from central.catalogue.publishing import PublishError, carry_out, is_idle, wanted
from central.catalogue.store import NAME, Catalogue, Publication, open_catalogue
from mqtt.broker import Broker
from mqtt.catalogue import Procedure, decode
from mqtt.client import Arrival, Client, Incoming, LinkChanged, Outgoing, Published
from mqtt.publication import MANIFEST, PIECE_BYTES, Assembly, Edition
from tests import processes
from tests.central.wire import NOW
from tests.processes import broker, free_port, wait_until

SHEET = processes.ROOT / "provisioning" / "demo_ward" / "procedures" / "procedures.csv"
ROOT = "motcua/1/19/catalogue/"
NOT_AUTHORIZED = 135


class Killed(BaseException):
    """The process is gone: nothing after it is done, not even tidying."""


@dataclass
class StubBroker:
    """Keeps what is retained and answers at once; can kill the sender, refuse a topic, or fall silent."""

    retained: dict[str, bytes] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    kill_after: int = 10**9
    refuse: str = "nothing"
    mute: str = "nothing"
    cut_after: int = 10**9
    inbox: queue.SimpleQueue[Arrival] = field(default_factory=queue.SimpleQueue)

    def connect(self) -> Delivery:
        self.inbox = queue.SimpleQueue()
        self.inbox.put(LinkChanged(up=True, reason="ok"))
        return Delivery(self, "broker.example:1883", seconds=0.2)

    def publish(self, message: Outgoing) -> int | None:
        assert (message.qos, message.retain) == (1, True)
        if len(self.heard) >= self.kill_after:
            raise Killed
        if len(self.heard) == self.cut_after:
            self.cut_after = 10**9
            self.inbox.put(LinkChanged(up=False, reason="cut"))
            self.inbox.put(LinkChanged(up=True, reason="ok"))
            return None
        self.heard.append(message.topic)
        mid = len(self.heard)
        if self.refuse in message.topic:
            self.inbox.put(Published(mid, NOT_AUTHORIZED))
        elif self.mute not in message.topic:
            self._retain(message)
            self.inbox.put(Published(mid, 0))
        return mid

    def _retain(self, message: Outgoing) -> None:
        self.retained[message.topic] = message.payload
        if not message.payload:
            del self.retained[message.topic]

    def leaves(self) -> list[str]:
        return sorted(topic.removeprefix(ROOT) for topic in self.retained)


@dataclass
class Centre:
    """A catalogue in its file, opened anew for each command."""

    path: Path
    clock: float = 0.0

    def fill(self, note: str, *, count: int = 1) -> None:
        with open_catalogue(self.path) as catalogue, catalogue.transaction():
            for number in range(count):
                catalogue.keep("19", procedure(number, note), "2026-11-21T02:15:00.000Z")

    def publish(self, stub: StubBroker, *, again: bool = False) -> Publication | None:
        self.clock += 1
        with open_catalogue(self.path) as catalogue:
            want = wanted(catalogue, "19", again=again)
            return carry_out(catalogue, want, stub.connect(), NOW + timedelta(seconds=self.clock))

    def published(self, stub: StubBroker, *, again: bool = False) -> Publication:
        publication = self.publish(stub, again=again)
        assert publication is not None
        return publication

    def states(self) -> list[str]:
        with open_catalogue(self.path) as catalogue:
            return [publication.state for publication in catalogue.publications("19")]

    def is_idle(self) -> bool:
        with open_catalogue(self.path) as catalogue:
            return is_idle(catalogue, wanted(catalogue, "19"))


def procedure(number: int, note: str) -> Procedure:
    """Its text can hardly be packed, so that few of them make several pieces."""
    text = random.Random(number).randbytes(9_000).hex()
    return Procedure(
        code=f"1.{number:06}", name=f"Thủ tục {number}", field="Hộ tịch", steps=[text], conditions=note
    )


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path / NAME)


def booted_kiosk(stub: StubBroker, seed: int = 0) -> tuple[Assembly, list[Edition]]:
    """A kiosk that has nothing yet and hears what is retained, in any order."""
    kiosk = Assembly()
    order = random.Random(seed).sample(sorted(stub.retained.items()), len(stub.retained))
    taken = [kiosk.take(topic.removeprefix(ROOT), payload) for topic, payload in order]
    return kiosk, [edition for edition in taken if edition is not None]


def note_of(edition: Edition) -> str:
    return decode(edition.body)[0].conditions


# ------------------------------------------------------------ one publication after the other


def test_pieces_go_first_and_the_manifest_last(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ", count=30)
    first = centre.published(stub)
    assert first.pieces > 1
    assert stub.heard[-1] == f"{ROOT}{MANIFEST}"
    assert stub.leaves() == [*(f"{first.version}/{index}" for index in range(first.pieces)), MANIFEST]


def test_what_arrives_is_what_was_imported(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ", count=30)
    centre.published(stub)
    _, (edition,) = booted_kiosk(stub)
    assert decode(edition.body) == [procedure(number, "cũ") for number in range(30)]


def test_the_pieces_of_the_version_before_are_cleared_after_the_new_manifest(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ")
    old = centre.published(stub)
    centre.fill("mới")
    new = centre.published(stub)
    topics = [topic.removeprefix(ROOT) for topic in stub.heard[2:]]
    assert topics == [f"{new.version}/0", MANIFEST, f"{old.version}/0"]
    assert stub.leaves() == [f"{new.version}/0", MANIFEST]
    assert centre.states() == ["cleared", "published"]


def test_nothing_changed_sends_nothing_but_again_does(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ")
    first = centre.published(stub)
    assert centre.is_idle()
    assert centre.publish(stub) is None
    assert len(stub.heard) == 2
    assert centre.published(stub, again=True).version > first.version


def test_a_version_is_the_time_in_milliseconds_and_rises_though_the_clock_goes_back(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ")
    first = centre.published(stub)
    centre.clock = -86_400
    second = centre.published(stub, again=True)
    assert first.version == int(NOW.timestamp() * 1000) + 1000
    assert second.version == first.version + 1


def test_an_empty_catalogue_is_never_published(centre: Centre) -> None:
    with pytest.raises(PublishError, match="no procedures of province 19; run import-procedures first"):
        centre.publish(StubBroker())


# ------------------------------------------------------------ killed anywhere

OLD_PIECES = NEW_PIECES = 2
STEPS = range(NEW_PIECES + 1 + OLD_PIECES + 1)


@pytest.fixture
def replacing(centre: Centre) -> tuple[Centre, StubBroker]:
    """A broker with an old version, and a centre that is about to send a new one."""
    stub = StubBroker()
    centre.fill("cũ", count=20)
    assert centre.published(stub).pieces == OLD_PIECES
    centre.fill("mới", count=20)
    return centre, stub


def killed(centre: Centre, stub: StubBroker, step: int) -> None:
    """Before the broker hears message `step`, counted from 0; beyond the last one it lives."""
    stub.kill_after = len(stub.heard) + step
    try:
        centre.publish(stub)
    except Killed:
        stub.kill_after = 10**9


def killed_often(centre: Centre, stub: StubBroker, step: int, times: int) -> None:
    """Each time with another catalogue to send."""
    for number in range(times):
        centre.fill(f"mới {number}", count=20)
        killed(centre, stub, step)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seed", range(3))
def test_a_kiosk_that_boots_after_a_kill_finds_one_whole_version(
    replacing: tuple[Centre, StubBroker], step: int, seed: int
) -> None:
    centre, stub = replacing
    killed(centre, stub, step)
    _, (edition,) = booted_kiosk(stub, seed)
    assert note_of(edition) == ("cũ" if step <= NEW_PIECES else "mới")


@pytest.mark.parametrize("step", STEPS)
def test_the_command_after_a_kill_finishes_and_leaves_nothing_behind(
    replacing: tuple[Centre, StubBroker], step: int
) -> None:
    centre, stub = replacing
    killed(centre, stub, step)
    centre.publish(stub)
    kiosk, (edition,) = booted_kiosk(stub)
    assert note_of(edition) == "mới"
    assert stub.leaves() == [f"{kiosk.newest}/0", f"{kiosk.newest}/1", MANIFEST]
    assert centre.is_idle()


@pytest.mark.parametrize("step", range(9))
@pytest.mark.parametrize("times", [1, 2, 9])
def test_many_kills_at_the_same_place_never_leave_a_booting_kiosk_without_a_catalogue(
    replacing: tuple[Centre, StubBroker], step: int, times: int
) -> None:
    centre, stub = replacing
    killed_often(centre, stub, step, times)
    _, editions = booted_kiosk(stub, seed=times)
    assert len(editions) == 1


def test_a_kill_before_the_answer_to_the_manifest_counts_as_not_published(
    replacing: tuple[Centre, StubBroker], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, stub = replacing
    mark = Catalogue.mark
    monkeypatch.setattr(Catalogue, "mark", lambda *row: kill() if row[-1] == "published" else mark(*row))
    with pytest.raises(Killed):
        centre.publish(stub)
    monkeypatch.undo()
    assert centre.states() == ["published", "announced"]
    assert note_of(booted_kiosk(stub)[1][0]) == "mới"
    assert centre.publish(stub) is not None
    assert centre.states() == ["cleared", "published"]


def kill() -> None:
    raise Killed


# ------------------------------------------------------------ a broker that does not want to


def test_a_refused_piece_is_an_error_that_names_broker_topic_and_remedy(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    stub.refuse = "/1"
    with pytest.raises(
        BrokerRefusedError, match=r"broker\.example:1883 refused .*Not authorized \(135\); let this"
    ):
        centre.publish(stub)
    assert note_of(booted_kiosk(stub)[1][0]) == "cũ"


def test_after_a_refused_manifest_the_pieces_are_cleared_by_the_next_command(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    stub.refuse = MANIFEST
    with pytest.raises(BrokerRefusedError):
        centre.publish(stub)
    assert centre.states() == ["published", "sending"]
    stub.refuse = "nothing"
    centre.publish(stub)
    assert centre.states() == ["cleared", "cleared", "published"]


def test_a_broker_that_gives_no_answer_is_named_after_the_deadline(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    stub.mute = MANIFEST
    with pytest.raises(
        DeliveryError, match=r"broker\.example:1883: 1 messages without an answer within 0\.2 s"
    ):
        centre.publish(stub)


def test_a_broker_that_cannot_be_reached_is_named_after_the_deadline() -> None:
    with pytest.raises(DeliveryError, match=r"b:1: no connection within 0 s; is it running"):
        Delivery(StubBroker(), "b:1", seconds=0).send([Outgoing("t", b"", retain=True)])


def test_pieces_that_cannot_be_cleared_do_not_spoil_a_publication(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    with open_catalogue(centre.path) as catalogue:
        (old,) = catalogue.publications("19")
    stub.refuse = str(old.version)
    centre.published(stub)
    assert centre.states() == ["published", "published"]
    stub.refuse = "nothing"
    assert centre.publish(stub) is None
    assert centre.states() == ["cleared", "published"]


@pytest.mark.parametrize("step", STEPS)
def test_a_link_cut_on_the_way_is_made_good(replacing: tuple[Centre, StubBroker], step: int) -> None:
    centre, stub = replacing
    stub.cut_after = len(stub.heard) + step
    centre.published(stub)
    kiosk, (edition,) = booted_kiosk(stub)
    assert note_of(edition) == "mới"
    assert stub.leaves() == [f"{kiosk.newest}/0", f"{kiosk.newest}/1", MANIFEST]


# ------------------------------------------------------------ a real Mosquitto


@dataclass
class Ward:
    """A real broker and the command line; `kiosk` connects as a kiosk would."""

    folder: Path
    port: int

    def run(self, *arguments: str) -> int:
        return main([*arguments, "--config", str(self.folder / "c.toml"), "--data", str(self.folder)])

    def publish(self, *more: str) -> int:
        return self.run("publish", "catalogue", "--province", "19", *more)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    port = free_port()
    (tmp_path / "c.toml").write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {port}\n')
    with broker(tmp_path, port):
        yield Ward(tmp_path, port)


def kiosk(ward: Ward) -> Client:
    client = Client(Broker("127.0.0.1", ward.port), "k1", subscriptions=[(f"{ROOT}#", 1)])
    client.start()
    return client


def next_edition(client: Client, assembly: Assembly) -> Edition:
    edition = None
    while edition is None:
        arrival = client.inbox.get(timeout=10)
        if isinstance(arrival, Incoming):
            edition = assembly.take(arrival.topic.removeprefix(ROOT), arrival.payload)
    return edition


def test_a_kiosk_hears_the_real_catalogue_live_and_after_its_boot(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    assembly = Assembly()
    live = kiosk(ward)
    wait_until(lambda: live.up)
    assert ward.run("import-procedures", str(SHEET)) == 0
    assert ward.publish() == 0
    edition = next_edition(live, assembly)
    live.stop()
    assert len(decode(edition.body)) == 36
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(f"published version {edition.version}: 36 procedures, ")
    assert said.endswith(" bytes, 1 pieces")
    assembly = Assembly()
    booted = kiosk(ward)
    assert next_edition(booted, assembly) == edition
    booted.stop()


def test_the_command_says_that_nothing_changed_and_again_sends_it_once_more(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    ward.run("import-procedures", str(SHEET))
    assert (ward.publish(), ward.publish(), ward.publish("--again")) == (0, 0, 0)
    first, second, third = capsys.readouterr().out.splitlines()[1:]
    assert second.startswith(f"nothing changed since version {first.split()[2].rstrip(':')} of 20")
    assert third.startswith("published version ")


def test_a_real_broker_that_forbids_the_topic_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    (tmp_path / "c.toml").write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {port}\n')
    (tmp_path / "acl").write_text("topic readwrite other/#\n")
    (tmp_path / "acl").chmod(0o600)
    ward = Ward(tmp_path, port)
    ward.run("import-procedures", str(SHEET))
    with broker(tmp_path, port, f"acl_file {tmp_path / 'acl'}"):
        assert ward.publish() == 2
    complaint = capsys.readouterr().err
    assert f"motcua-central: broker 127.0.0.1:{port} refused {ROOT}" in complaint
    assert "let this user publish retained messages there" in complaint


class Mortal(Client):
    """The real client, in a process that is killed before it sends message number `last_words`."""

    last_words = 10**9

    def publish(self, message: Outgoing) -> int | None:
        self.last_words -= 1
        if self.last_words < 0:
            raise Killed
        return super().publish(message)


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4])
def test_killed_before_a_real_broker_a_booting_kiosk_has_one_whole_version(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    centre = Centre(ward.folder / NAME)
    centre.fill("cũ", count=20)
    assert ward.publish() == 0
    centre.fill("mới", count=20)
    monkeypatch.setattr("central.catalogue.desk.Client", Mortal)
    monkeypatch.setattr(Mortal, "last_words", step)
    with pytest.raises(Killed):
        ward.publish()
    assembly = Assembly()
    booted = kiosk(ward)
    assert note_of(next_edition(booted, assembly)) in ("cũ", "mới")
    booted.stop()
    monkeypatch.undo()
    assert ward.publish() == 0
    assembly = Assembly()
    booted = kiosk(ward)
    assert note_of(next_edition(booted, assembly)) == "mới"
    booted.stop()


def test_a_procedure_near_the_limit_fits_a_piece_s_arithmetic(centre: Centre) -> None:
    centre.fill("cũ", count=200)
    stub = StubBroker()
    publication = centre.published(stub)
    sizes = [len(payload) for topic, payload in stub.retained.items() if not topic.endswith(MANIFEST)]
    assert (max(sizes), sum(sizes), len(sizes)) == (PIECE_BYTES, publication.packed_bytes, publication.pieces)
    manifest = msgspec.json.decode(stub.retained[f"{ROOT}{MANIFEST}"])
    assert manifest["version"] == publication.version
