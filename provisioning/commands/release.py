"""`motcua-provision release …`: sign a release, and roll it out group by group.

Owns the command line. Refuses the work (`release_keys`, `release_bundle`, `rollout`).
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.version import VERSION
from provisioning import release_bundle, release_keys
from provisioning.rollout import EVERYBODY, Kiosk, Plan, Plans, Release, read_kiosks, why_stopped

if TYPE_CHECKING:
    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: "Parsers") -> None:
    release = commands.add_parser("release", help="sign a release and roll it out to the kiosks")
    actions = release.add_subparsers(required=True, metavar="ACTION")
    keys = actions.add_parser("keys", help="the keys that every image trusts").add_subparsers(required=True)
    init = _action(keys, "init", "make an authority and a signing certificate, 5 years", _init)
    init.add_argument("folder", type=Path)
    renew = _action(keys, "renew", "make a new signing certificate", _renew)
    renew.add_argument("folder", type=Path)
    bundle = _action(actions, "bundle", "sign the image of a slot as a bundle", _bundle)
    bundle.add_argument("--root", type=Path, required=True, help="root.ext4")
    bundle.add_argument("--version", default=VERSION)
    bundle.add_argument("--keys", type=Path, required=True, help="folder of `release keys init`")
    bundle.add_argument("--out", type=Path, default=Path("build"))
    publish = _action(actions, "publish", "offer a bundle to a group", _publish)
    publish.add_argument("bundle", type=Path)
    publish.add_argument(
        "--keyring", type=Path, required=True, help="keyring.pem: refuse what kiosks would refuse"
    )
    publish.add_argument("--group", default="pilot")
    promote = _action(actions, "promote", "offer a published release to a further group", _promote)
    promote.add_argument("version")
    promote.add_argument("--group", default=EVERYBODY)
    stop = _action(actions, "stop", "offer a release to nobody any more", _stop)
    stop.add_argument("version")
    stop.add_argument("--why", default="stopped by hand")
    status = _action(actions, "status", "who is offered what, and what kiosks reported", _status)
    for one in (publish, promote, stop, status):
        one.add_argument(
            "--updates", type=Path, required=True, help="the folder that the update server serves"
        )


def _action(
    actions: "Parsers", name: str, words: str, work: Callable[[argparse.Namespace], str]
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=words)
    parser.set_defaults(run=lambda given: _say(work(given)))
    return parser


def _say(words: str) -> int:
    sys.stdout.write(f"{words}\n")
    return 0


def _init(given: argparse.Namespace) -> str:
    release_keys.init(given.folder, datetime.now(UTC))
    return _keys(given.folder)


def _renew(given: argparse.Namespace) -> str:
    release_keys.renew(given.folder, datetime.now(UTC))
    return _keys(given.folder)


def _keys(folder: Path) -> str:
    until = release_keys.expires_at(folder)
    return f"{folder}: good for signing until {until:%Y-%m-%d}; keep authority.key off this machine"


def _bundle(given: argparse.Namespace) -> str:
    bundle = release_bundle.make(given.root, given.version, keys=given.keys, out=given.out)
    return f"{bundle}: {bundle.stat().st_size // 1_000_000} MB, version {given.version}"


def _publish(given: argparse.Namespace) -> str:
    contents = release_bundle.contents(given.bundle, given.keyring)
    release = Plans(given.updates).publish(given.bundle, contents.version, given.group, datetime.now(UTC))
    return f"release {release.version} is offered to group {given.group}"


def _promote(given: argparse.Namespace) -> str:
    Plans(given.updates).promote(given.version, given.group)
    return f"release {given.version} is offered to group {given.group}"


def _stop(given: argparse.Namespace) -> str:
    Plans(given.updates).stop(given.version, given.why)
    return f"release {given.version} is stopped"


def _status(given: argparse.Namespace) -> str:
    plan, kiosks = Plans(given.updates).read(), read_kiosks(given.updates)
    lines = [_line(release, plan, kiosks) for release in plan.releases]
    return "\n".join(lines) or "nothing is published"


def _line(release: Release, plan: Plan, kiosks: tuple[Kiosk, ...]) -> str:
    groups = ", ".join(group.name for group in plan.groups if group.version == release.version) or "nobody"
    running = sum(kiosk.running == release.version for kiosk in kiosks)
    failed = sum(kiosk.failed(release.version) for kiosk in kiosks)
    stopped = why_stopped(release, kiosks)
    offered = f"STOPPED: {stopped}" if stopped else f"offered to {groups}"
    return f"{release.version}: {offered}; runs on {running} of {len(kiosks)} kiosks, failed on {failed}"
