#!/bin/sh
# emulate.sh RULE: lets the kernel run programs of another architecture, until standard input ends. RULE is a file of
# binfmt.d(5), which names the emulator; flag F in it opens the emulator now, so that a chroot needs no copy.
# It is started in a mount namespace, so that its mount goes with it.
set -eu
rule=$1
registry=/proc/sys/fs/binfmt_misc
[ -e "$registry/register" ] || mount -t binfmt_misc binfmt_misc "$registry"
# A name apart from the machine's own registration and from another run's.
name=lifetracer-$$
sed "s/^:[^:]*:/:$name:/" "$rule" >"$registry/register"
echo registered
cat >/dev/null
echo -1 >"$registry/$name"
