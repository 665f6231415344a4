"""`motcua-provision flash`: a card becomes the kiosk of one ward.

Owns the order of the steps: judge folder, image and disk; ask; fill; read back; put the identity on; put out.
Refuses to begin before everything is judged. From the first byte written until the last the card carries no
partition table, so that whatever happens (a pulled card, a dead laptop) it never passes for a kiosk.
"""

import argparse
import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from provisioning import bmap, card, disks, gpt, identity_files, images
from provisioning.card import Target
from provisioning.identity_files import KioskFolder, MtoolsError
from provisioning.images import Image
from provisioning.outcomes import Refused, Spoilt
from provisioning.terminal import Terminal

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FLUSH_BYTES: Final = 32 * 1024 * 1024
"""Written between two waits for the card; else the bar would show the memory's speed, not the card's."""


def add(commands: "Commands") -> None:
    parser = commands.add_parser("flash", help="write an image and a kiosk's identity to a memory card")
    parser.add_argument(
        "image", type=Path, nargs="?", help="motcua-kiosk-…-arm64.img.zst (also .img, .img.xz)"
    )
    parser.add_argument("device", type=Path, nargs="?", help="the card, such as /dev/sdb")
    parser.add_argument(
        "--kiosk", type=Path, metavar="FOLDER", help="with kiosk.toml, enrolment.toml and ca.crt"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--no-verify", action="store_true", help="do not read the card back")
    parser.add_argument("--list", action="store_true", help="only list the cards and sticks there are")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    terminal = Terminal()
    try:
        if arguments.list:
            terminal.say(disks.listing(disks.read(disks.ask())))
        else:
            _flash_as_asked(arguments, terminal)
    except (Refused, Spoilt) as ending:
        sys.stderr.write(f"motcua-provision: {ending}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nĐã dừng. / Stopped.\n")
        return 1
    return 0


def _flash_as_asked(arguments: argparse.Namespace, terminal: Terminal) -> None:
    if not (arguments.image and arguments.device and arguments.kiosk):
        raise Refused(
            "Hãy ghi đủ: motcua-provision flash ẢNH THẺ --kiosk THƯ-MỤC (xem thẻ: --list)",
            "name all three: motcua-provision flash IMAGE DEVICE --kiosk FOLDER (cards: --list)",
        )
    with _nothing_written():
        folder = identity_files.read(arguments.kiosk, datetime.now(UTC))
        with terminal.step("Kiểm tra ảnh / Checking") as progress:
            image = images.examine(arguments.image, progress)
        _warn(image, terminal)
        device = arguments.device.resolve()
        disk = disks.judge(disks.read(disks.ask()), device, needed_bytes=image.blocks.image_bytes)
        terminal.say(f"\n{disk}\n→ kiosk {folder.kiosk}, {folder.name}")
        if not arguments.yes:
            _confirm(disk, terminal)
    flash(image, folder, Target(device, disk.size_bytes), verify=not arguments.no_verify, terminal=terminal)
    _say_what_next(folder, ejected=card.eject(device), terminal=terminal)


@contextmanager
def _nothing_written() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as stop:
        raise Refused("Đã dừng. Chưa ghi gì vào thẻ.", "Stopped. Nothing was written.") from stop


def flash(image: Image, folder: KioskFolder, target: Target, *, verify: bool, terminal: Terminal) -> None:
    """Refused: nothing was written. Spoilt: the card is unusable now, and says so to any boot ROM."""
    missing = identity_files.mtools_missing()
    if missing:
        raise missing
    if target.size_bytes < image.blocks.image_bytes:
        has, needs = disks.gigabytes(target.size_bytes), disks.gigabytes(image.blocks.image_bytes)
        raise Refused(
            f"{target.path}: chỉ có {has}, cần ít nhất {needs}. Hãy dùng thẻ lớn hơn.",
            f"{target.path}: holds {has} and the image needs {needs}; take a larger card",
        )
    with card.opened(target) as descriptor, _spoilt_on_failure(target, descriptor):
        _fill(descriptor, image, terminal)
        if verify:
            _compare(descriptor, image.blocks, target, terminal)
        _identify(descriptor, folder, target)


@contextmanager
def _spoilt_on_failure(target: Target, descriptor: int) -> Iterator[None]:
    """Whatever stops us once writing may have begun: the card is made unusable, and that is said."""
    try:
        yield
    except (OSError, MtoolsError, Spoilt, Refused, KeyboardInterrupt) as error:
        card.spoil(descriptor)
        raise _explained(target, error) from error


def _explained(target: Target, error: OSError | MtoolsError | Spoilt | Refused | KeyboardInterrupt) -> Spoilt:
    match error:
        case Spoilt() | Refused():
            vietnamese, english = error.vietnamese, error.english
        case KeyboardInterrupt():
            vietnamese, english = "Đã dừng giữa chừng.", "stopped in the middle"
        case OSError(errno=errno.ENOSPC | errno.EFBIG):
            vietnamese = f"{target.path}: thẻ không chứa được nhiều như nó ghi. Hãy dùng thẻ khác."
            english = f"{target.path}: holds less than it says ({error}); take another card"
        case OSError():
            vietnamese = (
                f"{target.path}: mất thẻ hoặc thẻ lỗi khi đang ghi. Hãy cắm chặt lại, hoặc dùng thẻ khác."
            )
            english = f"{target.path}: was pulled or failed ({error}); plug it in firmly or take another card"
        case MtoolsError():
            vietnamese = f"{target.path}: không ghi được danh tính của kiosk. Hãy dùng thẻ khác."
            english = f"{target.path}: the kiosk's identity could not be written ({error}); take another card"
    return Spoilt(
        f"{vietnamese}\nThẻ này chưa dùng được, phải ghi lại từ đầu.",
        f"{english}\nThe card cannot be used now: flash it again",
    )


def _fill(descriptor: int, image: Image, terminal: Terminal) -> None:
    """All mapped parts, the first MiB last; a hole there keeps the zeros of `spoil`."""
    card.write_at(descriptor, 0, bytes(card.WIPED_BYTES))
    head, done, unflushed = [], 0, 0
    with terminal.step("Ghi / Writing") as progress, images.unpacked(image.path) as stream:
        for piece in images.pieces(stream, image.blocks, image.path):
            if piece.offset < card.WIPED_BYTES:
                head.append(piece)
            else:
                card.write_at(descriptor, piece.offset, piece.content)
                unflushed += len(piece.content)
            if unflushed >= FLUSH_BYTES:
                os.fdatasync(descriptor)
                unflushed = 0
            done += len(piece.content)
            progress(done, image.blocks.mapped_bytes)
        os.fsync(descriptor)
    for piece in head:
        card.write_at(descriptor, piece.offset, piece.content)
    os.fsync(descriptor)


def _compare(descriptor: int, blocks: bmap.BlockMap, target: Target, terminal: Terminal) -> None:
    """Read every mapped part back from the card itself."""
    card.forget_cached(descriptor)
    done = 0
    with terminal.step("Đọc lại / Reading back") as progress:
        for one in blocks.ranges:
            offset, length = blocks.span(one)
            digest, end = hashlib.sha256(), offset + length
            while offset < end:
                content = card.read_at(descriptor, offset, min(images.PIECE_BYTES, end - offset))
                if not content:
                    raise _unlike(target, offset)
                digest.update(content)
                offset += len(content)
                done += len(content)
                progress(done, blocks.mapped_bytes)
            if digest.hexdigest() != one.sha256:
                raise _unlike(target, one.first * blocks.block_bytes)


def _identify(descriptor: int, folder: KioskFolder, target: Target) -> None:
    """Always read back, whatever was asked: three small files, and a kiosk without them is nobody's."""
    partition = gpt.find(card.read_at(descriptor, 0, gpt.HEAD_BYTES), "bootcfg")
    if partition is None:
        raise _unlike(target, 0)
    identity_files.put(target.path, partition.offset_bytes, folder)
    card.forget_cached(descriptor)
    for name, content in folder.files:
        if identity_files.get(target.path, partition.offset_bytes, name) != content:
            raise _unlike(target, partition.offset_bytes)


def _unlike(target: Target, offset: int) -> Spoilt:
    return Spoilt(
        f"{target.path}: đọc lại không giống đã ghi: thẻ hỏng hoặc thẻ giả. Hãy dùng thẻ khác.",
        f"{target.path}: did not keep what was written (byte {offset}): worn out or fake; take another card",
    )


def _warn(image: Image, terminal: Terminal) -> None:
    if not image.signed_for:
        terminal.say(
            "Chú ý: không có tệp .sha256 bên cạnh ảnh, nên không biết ảnh có đúng bản phát hành không.\n"
            "Note: no .sha256 beside the image; it is whole, but nothing says that it is the released one."
        )
    if not image.mapped:
        terminal.say(
            "Chú ý: không có tệp .bmap, phải ghi toàn bộ ảnh nên lâu hơn.\n"
            "Note: no .bmap beside the image; all of it is written, which takes longer."
        )


def _confirm(disk: disks.Disk, terminal: Terminal) -> None:
    terminal.say("Mọi thứ trên thẻ này sẽ mất. / Everything on it will be lost.")
    answer = terminal.ask(f"Gõ {disk.name} để ghi / Type {disk.name} to write: ")
    if answer not in (disk.name, disk.path):
        raise Refused("Chưa ghi gì vào thẻ.", "Nothing was written: the name was not typed.")


def _say_what_next(folder: KioskFolder, *, ejected: bool, terminal: Terminal) -> None:
    soon_vi, soon_en = ("", "") if ejected else (" sau 5 giây", " after 5 seconds")
    terminal.say(
        f"\nXong. Thẻ này là kiosk {folder.kiosk}, {folder.name}.\n"
        f"  1. Rút thẻ ra{soon_vi}, cắm vào Raspberry Pi, nối màn hình, rồi cắm điện.\n"
        "  2. Chờ màn hình chào. Chưa có mạng vẫn dùng được; có mạng thì tự đăng ký với trung tâm.\n"
        f"  3. Mã đăng ký dùng một lần, hạn đến {folder.expires_at:%d/%m/%Y}. Không sao thẻ cho máy khác.\n"
        f"\nDone. This card is kiosk {folder.kiosk}.\n"
        f"  1. Take it out{soon_en}, put it into the Raspberry Pi, connect the screen, then the power.\n"
        "  2. Wait for the welcome screen. It works without a network; once there is one, it enrols.\n"
        f"  3. The enrolment secret works once, until {folder.expires_at:%Y-%m-%d}. Do not copy this card."
    )
