# U-Boot: choose a slot, count its tries down, start its kernel. The same script on a Pi (mmc 0) and in the emulated
# machine (virtio 0). A slot that nobody marks good has three tries; then the other one has its turn.
# The kernel lies in the slot's own root file system, so that a slot is one partition and changes as one.
if test "${devtype}" = ""; then setenv devtype virtio; setenv devnum 0; fi
setenv disk ${devtype} ${devnum}
if load ${disk}:1 ${pxefile_addr_r} uboot.env; then
  env import -c ${pxefile_addr_r} 0x4000 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT machine_id
fi
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3
setenv slot
for one in ${BOOT_ORDER}; do
  if test "x${slot}${one}" = "xA" && test ${BOOT_A_LEFT} -gt 0; then
    setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1; setenv slot A; setenv part 2; setenv label root_a
  elif test "x${slot}${one}" = "xB" && test ${BOOT_B_LEFT} -gt 0; then
    setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1; setenv slot B; setenv part 3; setenv label root_b
  fi
done
if test "x${slot}" = "x"; then
  echo "motcua: no slot has a try left; both get three new ones"
  setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3
fi
env export -c -s 0x4000 ${pxefile_addr_r} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT machine_id
fatwrite ${disk}:1 ${pxefile_addr_r} uboot.env 0x4000
if test "x${slot}" = "x"; then reset; fi
echo "motcua: slot ${slot}, order ${BOOT_ORDER}, left A=${BOOT_A_LEFT} B=${BOOT_B_LEFT}"
load ${disk}:${part} ${kernel_addr_r} /boot/vmlinuz
load ${disk}:${part} ${ramdisk_addr_r} /boot/initrd.img
setenv rdsize ${filesize}
setenv words
if test -n "${machine_id}"; then setenv words "systemd.machine_id=${machine_id}"; fi
setenv extra
if load ${disk}:1 ${pxefile_addr_r} extra.txt; then env import -t ${pxefile_addr_r} ${filesize} extra; fi
setenv bootargs "root=PARTLABEL=${label} ro rootwait rauc.slot=${slot} quiet panic=10 console=tty1 vt.global_cursor_default=0 ${words} ${extra}"
booti ${kernel_addr_r} ${ramdisk_addr_r}:${rdsize} ${fdt_addr}
