"""A real PostgreSQL server for tests: Debian's, on a Unix socket in a folder of its own, as a user without
rights.

Owns making, starting, killing and stopping it, by its process id. Refuses what the centre keeps in it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from tests.processes import free_port, wait_until

ROOT_USER = 0
Settings = Mapping[str, str]
SETTINGS: Final[Settings] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "{folder}",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "max_connections": "60",
}
DURABLE: Final[Settings] = {
    "listen_addresses": "",
    "unix_socket_directories": "{folder}",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "60",
}
"""As it comes, with a little more memory: what is committed is on the disk. For measurements."""


def programs() -> Path:
    """The folder of the newest version that is installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    assert found, "PostgreSQL is missing; run: apt-get install postgresql"
    return found[-1].parent


class Server:
    """`url` names one of its databases; `template` is copied for each test."""

    def __init__(self, folder: Path, settings: Settings = SETTINGS) -> None:
        self.folder = folder
        self._settings = settings
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def make(self) -> None:
        options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", str(self.folder / "data"), *options).wait(60)

    def start(self) -> None:
        settings = (f"--{key}={value.format(folder=self.folder)}" for key, value in self._settings.items())
        self.process = self._run(
            "postgres", "-D", str(self.folder / "data"), f"--port={self.port}", *settings
        )
        wait_until(self.answers, seconds=30)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is a clean stop; SIGQUIT ends all at once and leaves a recovery to the next start."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(30)

    def execute(self, sql: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def copied(self, template: str) -> str:
        """The url of a new database that is like this one."""
        name = f"{template}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def let_in_with_password(self, user: str, password: str) -> None:
        """A user who is asked for the password over TCP; everybody else is let in as before."""
        self.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'")
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
        self.execute("SELECT pg_reload_conf()")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        user = "postgres" if os.geteuid() == ROOT_USER else None
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(programs() / program), *arguments],
                stdout=log,
                stderr=log,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                cwd="/",
            )

    def answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, (self.folder / "log").read_text()
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres(settings: Settings = SETTINGS, parent: Path | None = None) -> Iterator[Server]:
    """A server that is gone afterwards. Its folder's name is short: a socket's path may have 107 bytes."""
    assert programs().is_dir()
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-", dir=parent))
    if os.geteuid() == ROOT_USER:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    server = Server(folder, settings)
    try:
        server.make()
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.stop(signal.SIGQUIT)
        shutil.rmtree(folder)
