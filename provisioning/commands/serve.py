"""`motcua-provision serve`: the enrolment server as a process.

Owns the wiring: certificate, port, routes of others. Refuses the protocol (`provisioning.enrolment`).
"""

import argparse
import contextlib
import logging
import socket
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import uvicorn
from starlette.routing import BaseRoute

from provisioning import delivery
from provisioning.authority import open_authority
from provisioning.delivery import PeerProtocol
from provisioning.enrolment import Desk, build
from provisioning.errors import ProvisionError
from provisioning.wrong_tries import WrongTries

CONNECTIONS: Final = 200
STOP_SECONDS: Final = 2


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="let kiosks enrol, and fetch updates, over HTTPS")
    serve.add_argument("--authority", type=Path, required=True, metavar="FOLDER")
    serve.add_argument(
        "--server", required=True, metavar="HOST", help="the certificate to show, as in `ca server`"
    )
    serve.add_argument("--host", default="0.0.0.0", help="address to listen on (default: every one)")  # noqa: S104
    serve.add_argument("--port", type=int, default=8443)
    serve.add_argument(
        "--updates", type=Path, metavar="FOLDER", help="serve the releases in this folder, too"
    )
    serve.add_argument(
        "--allow-requests", action="store_true", help="kiosks without a secret may wait for `kiosk approve`"
    )
    serve.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    authority = open_authority(arguments.authority, now=_now())
    paper = authority.server(arguments.server)
    if not paper.is_file():
        raise ProvisionError(
            f"{paper}: no server certificate; make one:"
            f" motcua-provision ca server {arguments.authority} {arguments.server}"
        )
    desk = Desk(authority, _now, WrongTries(time.monotonic), may_ask=arguments.allow_requests)
    server = uvicorn.Server(
        uvicorn.Config(
            build(desk, _updates(arguments.updates, authority.revoked)),
            ssl_certfile=paper,
            ssl_keyfile=paper,
            ssl_ca_certs=str(authority.certificate),
            ssl_cert_reqs=ssl.CERT_OPTIONAL,
            http=PeerProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    with _listen(arguments.host, arguments.port) as door, contextlib.suppress(KeyboardInterrupt):
        server.run([door])
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _updates(folder: Path | None, revoked: Path) -> list[BaseRoute]:
    """Certificates are optional on this port, because who enrols has none; these routes demand one."""
    return [] if folder is None else list(delivery.routes(folder, revoked))


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else, so that a taken one is a plain error."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ProvisionError(f"--port {host}:{port}: {error.strerror}; choose another") from error
