#!/bin/sh
# Debian packages that a target needs: installed when we may, otherwise the one line to run is printed.
# Usage: prepare.sh run|test|bench-central|image|image-test
set -eu

run="python3-venv mosquitto fonts-noto-core libegl1 libgl1 libgles2 libgl1-mesa-dri libusb-1.0-0 espeak-ng alsa-utils"
test="bmap-tools dosfstools fdisk mtools mosquitto-clients tesseract-ocr tesseract-ocr-vie zbar-tools chromium chromium-driver rauc squashfs-tools"
test="$test postgresql nats-server gammu-smsd device-tree-compiler"
bench="collectd-core libmosquitto1"

image="mmdebstrap qemu-user-static binfmt-support mtools dosfstools fdisk e2fsprogs u-boot-tools device-tree-compiler zstd rauc squashfs-tools fonts-noto-core"
proof="$image u-boot-qemu qemu-system-arm qemu-utils ipxe-qemu nbdkit mosquitto tesseract-ocr tesseract-ocr-vie"

case "${1:-}" in
    run) wanted=$run ;;
    test) wanted="$run $test" ;;
    bench-central) wanted="$run $test $bench" ;;
    image) wanted=$image ;;
    image-test) wanted=$proof ;;
    *) echo "usage: prepare.sh run|test|bench-central|image|image-test" >&2; exit 2 ;;
esac

missing=""
for package in $wanted; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "These Debian packages are missing. Run this line, then try again:" >&2
        echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing Debian packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # shellcheck disable=SC2086
    if ! { $as_root apt-get update -q && $as_root apt-get install -q -y --no-install-recommends $missing; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        echo "apt-get could not install:$missing" >&2
        exit 1
    fi
    rm -f "$log"
fi

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$("$python" --version): Python 3.11 to 3.13 is needed; name another with: make PYTHON=python3.11" >&2
    exit 1
fi
