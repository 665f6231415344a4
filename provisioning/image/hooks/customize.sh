#!/bin/sh
# mmdebstrap, after all packages. $1 is the new root.
set -eu
rm "$1/usr/bin/py3compile"
chroot "$1" dpkg-divert --local --rename --remove /usr/bin/py3compile >/dev/null

# The Pi's own boot files. Unpacked, not installed: the package's hooks would write to a /boot/firmware we lack.
work=$(mktemp -d)
(cd "$work" && chmod 755 . && APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get download -q raspi-firmware -o APT::Sandbox::User=root)
dpkg-deb -x "$work"/raspi-firmware_*.deb "$work/x"
mkdir -p "$1/usr/lib/raspi-firmware"
for name in bootcode.bin start.elf fixup.dat start4.elf fixup4.dat; do
    cp "$work/x/usr/lib/raspi-firmware/$name" "$1/usr/lib/raspi-firmware/"
done
cp "$work/x/usr/share/doc/raspi-firmware/copyright" "$1/usr/lib/raspi-firmware/"
rm -r "$work"

kernel=$(ls "$1/usr/lib/modules" | sort -V | tail -n 1)
[ -e "$1/boot/initrd.img-$kernel" ] || chroot "$1" update-initramfs -c -k "$kernel"
chroot "$1" dpkg-query -W -f '${Package}\t${Version}\t${Architecture}\t${Installed-Size}\t${source:Package}\n' \
    >"$1/usr/share/motcua-packages.tsv"
