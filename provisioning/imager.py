"""The repository file by which Raspberry Pi Imager offers a built image (`rpi-imager --repo URL`).

Owns that file's keys (raspberrypi/rpi-imager, doc/json-schema, doc/os-sublist-example.json). Refuses Imager's
own customisation (`init_format` none): a kiosk gets its identity from its folder, never a user or a password.
"""

import argparse
import base64
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from provisioning import images
from provisioning.outcomes import Refused

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

NAME: Final = re.compile(r"motcua-kiosk-(?P<version>.+)-arm64\.img")
ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    '<rect width="40" height="40" rx="8" fill="#0b5394"/><path d="M12 32V14a8 8 0 0 1 16 0v18z" fill="#fff"/>'
    '<circle cx="24" cy="23" r="1.6" fill="#0b5394"/></svg>'
)
"""One door: the picture travels inside the file, because a ward's laptop may have no network."""


class Device(msgspec.Struct, frozen=True):
    """A line of Imager's first question; without these it cannot filter by our tags."""

    name: str
    tags: tuple[str, ...]
    description: str
    icon: str = ""
    matching_type: str = "inclusive"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    description: str
    icon: str
    url: str
    extract_size: int
    extract_sha256: str
    image_download_size: int
    image_download_sha256: str
    release_date: str
    devices: tuple[str, ...]
    init_format: str = "none"
    architecture: str = "armv8"


class _Devices(msgspec.Struct, frozen=True):
    devices: tuple[Device, ...]


class Repository(msgspec.Struct, frozen=True):
    imager: _Devices
    os_list: tuple[Entry, ...]


DEVICES: Final = (
    Device("Raspberry Pi 4", ("pi4-64bit",), "4 Model B, 400, Compute Module 4"),
    Device("Raspberry Pi 3", ("pi3-64bit",), "3 Model B, 3 Model B+"),
)


def add(commands: "Commands") -> None:
    parser = commands.add_parser("imager", help="print the file by which Raspberry Pi Imager offers an image")
    parser.add_argument("image", type=Path, help="motcua-kiosk-…-arm64.img.zst (also .img, .img.xz)")
    parser.add_argument("--url", required=True, help="where Imager will download the image")
    parser.add_argument(
        "--released", type=date.fromisoformat, help="the day it was released (default: today)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    released = arguments.released or datetime.now(UTC).date()
    try:
        sys.stdout.buffer.write(repository(arguments.image, url=arguments.url, released=released))
    except Refused as refusal:
        sys.stderr.write(f"motcua-provision: {refusal}\n")
        return 1
    return 0


def repository(image: Path, *, url: str, released: date) -> bytes:
    """The JSON for one image; `url` is the image's own address, or its folder's with a slash at the end."""
    named = NAME.match(image.name)
    if named is None:
        raise Refused(
            f"{image.name}: tên tệp phải có dạng motcua-kiosk-…-arm64.img.zst",
            f"{image}: is not named motcua-kiosk-<version>-arm64.img[.zst|.xz]; name a built image",
        )
    try:
        with images.unpacked(image) as stream:
            size, digest = images.summed(stream)
        with image.open("rb") as file:
            download_size, download_digest = images.summed(file)
    except images.FAULTS as error:
        raise images.damaged(image, f"cannot be unpacked ({error})") from error
    except OSError as error:
        raise images.unreadable(image, error) from error
    entry = Entry(
        name=f"Một Cửa Kiosk {named['version']}",
        description="Kiosk một cửa cấp xã: lấy số, tra cứu, đánh giá / Ward one-stop kiosk",
        icon="data:image/svg+xml;base64," + base64.b64encode(ICON.encode()).decode(),
        url=url + image.name if url.endswith("/") else url,
        extract_size=size,
        extract_sha256=digest,
        image_download_size=download_size,
        image_download_sha256=download_digest,
        release_date=released.isoformat(),
        devices=tuple(tag for device in DEVICES for tag in device.tags),
    )
    return msgspec.json.format(msgspec.json.encode(Repository(_Devices(DEVICES), (entry,)))) + b"\n"
