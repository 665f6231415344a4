#!/bin/sh
# mmdebstrap, before most packages: what their installation reads must lie in place. $1 is the new root.
set -eu
here=$(dirname "$0")
cp -a "$here/../../rootfs/etc/initramfs-tools" "$1/etc/"
# Byte-compiling under emulation costs minutes; the host's own Python does it when the image is composed.
chroot "$1" dpkg-divert --local --rename --add /usr/bin/py3compile >/dev/null
ln -s /bin/true "$1/usr/bin/py3compile"
