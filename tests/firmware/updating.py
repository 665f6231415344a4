"""An updater on the bench: real files, real TLS to the real update server, and scripts in place of `rauc`,
`mount` and `systemctl` that write down how they were called."""

import hashlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import trustme
import uvicorn
from starlette.applications import Starlette

from firmware import pulse
from firmware.appliance.updates import Updater, centre_of
from firmware.appliance.updates_commands import Commands
from firmware.appliance.updates_notebook import Places
from firmware.appliance.updates_words import Memory, News, Refused, Trying
from firmware.clock import Now
from firmware.pulse import Pulse
from provisioning.delivery import PeerProtocol, routes
from provisioning.rollout import Kiosk, Plans, Release, read_kiosks
from tests.bench import TurnedClock
from tests.processes import free_port, wait_until

NAME = "19/05518/k1"
RAUC = """#!/bin/sh
echo "rauc $*" >> "{folder}/calls"
for last; do :; done
case "$1" in
info) grep -q forged "$last" && {{ echo "signature verification failed" >&2; exit 1; }}; head -n 1 "$last" ;;
install) echo installing
    printf '%3d%% %s\n' 0 Installing 40 "Checking bundle done." 85 "Copying image to rootfs.1"
    [ -e "{folder}/broken" ] && {{ echo "cannot write slot" >&2; exit 1; }}
    while [ -e "{folder}/slowly" ] && ! grep -q writing "{folder}/run/update.json"; do sleep 0.02; done
    cp "{folder}/run/update.json" "{folder}/halfway.json" ;;
esac
exit 0
"""
NOTED = """#!/bin/sh
echo "$(basename "$0") $*" >> "{folder}/calls"
"""
SETTINGS = """
[kiosk]
province = "19"
ward = "05518"
id = "k1"
name = "UBND phường Sông Công"
[mqtt]
host = "127.0.0.1"
[updates]
url = "https://localhost:{port}"
group = "pilot"
[[services]]
code = "ho-tich"
letter = "A"
name = "Hộ tịch"
"""


def bundle_bytes(version: str, *, compatible: str = "motcua-kiosk", size: int = 700_000) -> bytes:
    """What the script answers for `rauc info`, and then something that must arrive whole."""
    head = msgspec.json.encode({"compatible": compatible, "version": version}) + b"\n"
    filling = hashlib.sha256(version.encode()).digest() * (size // 32)
    return (head + filling)[:size]


class HastyClock(TurnedClock):
    """Half a minute passes whenever somebody looks: a slow line, one piece of a bundle arrives in a turn."""

    def now(self) -> Now:
        self.advance(31)
        return super().now()


@dataclass(slots=True)
class Server:
    """The update server as it is delivered, and the folder that it serves."""

    folder: Path
    port: int
    requests: list[tuple[str, str]] = field(default_factory=list)

    @property
    def plans(self) -> Plans:
        return Plans(self.folder)

    def publish(self, version: str, content: bytes | None = None) -> Release:
        file = self.folder / "new.raucb"
        file.write_bytes(bundle_bytes(version) if content is None else content)
        return self.plans.publish(file, version, "pilot", datetime(2026, 11, 22, tzinfo=UTC))

    @property
    def kiosk(self) -> Kiosk:
        return next(kiosk for kiosk in read_kiosks(self.folder) if kiosk.name == NAME)


@contextmanager
def update_server(folder: Path, authority: trustme.CA) -> Iterator[Server]:
    folder.mkdir()
    papers = folder / "server.pem"
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(papers)
    served = Server(folder, free_port())
    config = uvicorn.Config(
        watched(Starlette(routes=routes(folder)), served.requests),
        host="127.0.0.1",
        port=served.port,
        http=PeerProtocol,
        ssl_certfile=papers,
        ssl_cert_reqs=ssl.CERT_OPTIONAL,
        ssl_ca_certs=str(folder / "ca.pem"),
        log_level="error",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    yield served
    server.should_exit = True
    thread.join(5)


def watched(app: Starlette, requests: list[tuple[str, str]]):  # type: ignore[no-untyped-def]
    """The same application; `requests` gets path and range of each request."""

    async def watching(scope, receive, send):  # type: ignore[no-untyped-def]
        headers = dict(scope["headers"])
        requests.append((scope["path"], headers.get(b"range", b"").decode()))
        await app(scope, receive, send)

    return watching


class UpdaterBench:
    """One kiosk's updater. `boot` starts the machine into a version; only the disk is left of before."""

    def __init__(self, folder: Path, clock: TurnedClock | None = None) -> None:
        self.folder = folder
        self.clock = clock or TurnedClock()
        self.runtime, self.identity, self.updates = folder / "run", folder / "identity", folder / "updates"
        self.runtime.mkdir()
        self.identity.mkdir()
        self._boots = 0
        self.boot("1.0.0")

    def boot(self, version: str, *, trial_seconds: float = 900.0) -> None:
        self._boots += 1
        (self.runtime / "health.json").unlink(missing_ok=True)
        self.clock.monotonic = 60.0
        self.start(version, trial_seconds=trial_seconds)

    def start(self, version: str, *, trial_seconds: float = 900.0) -> None:
        """The updater alone begins anew, within the same boot."""
        self.version = version
        places = Places(self.updates, self.runtime, self.identity, f"boot{self._boots}")
        self.updater = Updater(
            places,
            Commands(self.folder / "bootcfg"),
            lambda: centre_of(self.identity, self.clock),
            running=version,
            trial_seconds=trial_seconds,
        )

    def enrol(self, server: Server, authority: trustme.CA, *, name: str = NAME) -> None:
        (self.identity / "kiosk.toml").write_text(SETTINGS.format(port=server.port), encoding="utf-8")
        papers = authority.issue_cert("kiosk.invalid", common_name=name)
        papers.private_key_pem.write_to_path(self.identity / "kiosk.key")
        papers.cert_chain_pems[0].write_to_path(self.identity / "kiosk.crt")
        authority.cert_pem.write_to_path(self.identity / "ca.crt")

    def feel(self, **changes: object) -> None:
        """The kiosk writes its pulse: at night, nobody there, all well, unless said otherwise."""
        well = Pulse(
            version=self.version,
            slot="A",
            since_boot_seconds=int(self.clock.monotonic),
            database_open=True,
            home_shown=True,
            core_alive=True,
            face_alive=True,
            open_now=False,
            busy=False,
            printer="ok",
            opens_in_minutes=600,
        )
        pulse.write(self.runtime, msgspec.structs.replace(well, **changes))

    def turn(self, **changes: object) -> float:
        """One turn of the updater beside a kiosk that is well, unless said otherwise."""
        self.feel(**changes)
        return self.updater(self.clock.now())

    def turns(self, count: int, **changes: object) -> None:
        for _ in range(count):
            self.turn(**changes)

    def stay_well(self, seconds: int, **changes: object) -> None:
        """So long, looked at every five seconds."""
        for _ in range(seconds // 5):
            self.clock.advance(5)
            self.turn(**changes)

    def bring_on_a_stick(self, content: bytes, name: str = "update.raucb") -> Path:
        inbox = self.updates / "inbox"
        inbox.mkdir(exist_ok=True)
        (inbox / name).write_bytes(content)
        return inbox / name

    def remember(self, trying: Trying | None = None) -> None:
        """As an updater left it that was cut off."""
        (self.updates / "state.json").write_bytes(
            msgspec.json.encode(Memory("1.0.0", updated=True, trying=trying))
        )

    def break_slot(self) -> None:
        (self.folder / "broken").touch()

    @property
    def calls(self) -> list[str]:
        """What was called, apart from questions, since last asked."""
        file = self.folder / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line.replace(str(self.folder), "") for line in lines if not line.startswith("rauc info")]

    @property
    def news(self) -> tuple[str, str, str]:
        news = msgspec.json.decode((self.runtime / "update.json").read_bytes(), type=News)
        return news.state, news.version, news.detail

    @property
    def halfway(self) -> News:
        """What the kiosk was told while the slot was being written; `slowly` must have been touched."""
        return msgspec.json.decode((self.folder / "halfway.json").read_bytes(), type=News)

    @property
    def percent(self) -> int:
        return msgspec.json.decode((self.runtime / "update.json").read_bytes(), type=News).percent

    @property
    def memory(self) -> Memory:
        return msgspec.json.decode((self.updates / "state.json").read_bytes(), type=Memory)

    @property
    def refused(self) -> tuple[Refused, ...]:
        file = self.updates / "refused.json"
        return msgspec.json.decode(file.read_bytes(), type=tuple[Refused, ...]) if file.exists() else ()


def put_commands(folder: Path) -> Path:
    """A folder for PATH in which `rauc`, `mount` and `systemctl` only write down how they were called."""
    tools = folder / "bin"
    tools.mkdir()
    for name, text in (("rauc", RAUC), ("mount", NOTED), ("systemctl", NOTED)):
        (tools / name).write_text(text.format(folder=folder))
        (tools / name).chmod(0o755)
    return tools
