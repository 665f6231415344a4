"""Connections of the simulator to a real broker: many at once, cut without a farewell, refused, come back."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from central.simulate.lines import Exchange, Line, LineError
from central.simulate.parcels import Parcel
from central.simulate.post import Lines, NotTaken, Way
from mqtt.broker import Broker
from tests.central.playing import kiosk, plan
from tests.processes import broker, free_port, wait_until

STATE = "motcua/1/19/05518/k1/state"


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Broker]:
    port = free_port()
    with broker(tmp_path, port):
        yield Broker("127.0.0.1", port)


def will() -> Parcel:
    return Parcel("19/05518/k1", STATE, b"lost", retain=True)


def turned_until(exchange: Exchange, *lines: Line) -> None:
    """Every line is up."""

    def up() -> bool:
        exchange.turn(0.01)
        return all(line.up for line in lines)

    wait_until(up)


def publish_all(lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        line.publish(Parcel("", f"demo/{number}", b"x"))


def heard(exchange: Exchange, line: Line) -> tuple[str, bytes]:
    def came() -> bool:
        exchange.turn(0.01)
        return bool(line.arrivals)

    wait_until(came)
    return line.arrivals.popleft()


def test_a_line_that_breaks_off_lets_its_will_speak_and_comes_back(link: Broker) -> None:
    onlooker, one = Line(link, "onlooker", [STATE], None), Line(link, "19/05518/k1", [], will)
    exchange = Exchange([onlooker, one])
    turned_until(exchange, onlooker, one)
    one.break_off()
    assert heard(exchange, onlooker) == (STATE, b"lost")
    turned_until(exchange, one)
    one.publish(Parcel("19/05518/k1", STATE, b"online"))
    assert heard(exchange, onlooker) == (STATE, b"online")
    exchange.close()


def test_hundreds_of_lines_in_one_thread_are_all_heard(link: Broker) -> None:
    lines = [Line(link, f"k{number}", [f"demo/{number}"], None) for number in range(400)]
    exchange = Exchange(lines)
    turned_until(exchange, *lines)
    publish_all(lines)
    assert [heard(exchange, line)[0] for line in lines] == [f"demo/{number}" for number in range(400)]
    exchange.close()


def test_a_user_who_may_not_write_is_told_so(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "acl").write_text("topic read #\n")
    (tmp_path / "acl").chmod(0o700)
    with broker(tmp_path, port, f"acl_file {tmp_path / 'acl'}"):
        line = Line(Broker("127.0.0.1", port), "nobody", [], None)
        exchange = Exchange([line])
        turned_until(exchange, line)
        line.publish(Parcel("19/05518/k1", STATE, b"x"))
        with pytest.raises(LineError, match=r"refused a message.*let this user write"):
            heard(exchange, line)
        exchange.close()


def test_without_a_centre_the_post_gives_up_and_says_what_to_look_at(
    link: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.simulate.post.SILENCE_SECONDS", 0.5)
    one = kiosk(plan())
    post = Lines(Way(link, 1, each=False), [one])
    post.carry(one, one.until(one.next_at + 4 * 3_600_000))
    with pytest.raises(NotTaken, match="is motcua-central running with this broker"):
        post.deliver()
    post.close()
