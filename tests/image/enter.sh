#!/bin/sh
# enter.sh ROOT DATA MOUNTS PROGRAM...: what a container engine does with the options of compose.yaml, in the namespaces
# that `unshare` made: a read-only root, memory for /tmp, /run and /dev/shm, the volume, no capability, one user.
set -eu
root=$1 data=$2 mounts=$3
shift 3
mount --bind "$root" "$root"
mount --bind "$data" "$root/var/lib/lifetracer"
mount -t proc proc "$root/proc"
mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=256m tmpfs "$root/tmp"
mount -t tmpfs -o nosuid,nodev,noexec,mode=0755,size=16m tmpfs "$root/run"
mkdir -p "$root/run/lifetracer"
mount --bind "$mounts" "$root/run/lifetracer"
mount -o remount,bind,ro "$root/run/lifetracer"
mount -t tmpfs -o nosuid,mode=0755,size=1m tmpfs "$root/dev"
mkdir "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=256m tmpfs "$root/dev/shm"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,bind,ro "$root"
# The change of user takes back what `unshare --kill-child` asked for, so it is asked for again.
exec chroot "$root" setpriv --pdeathsig KILL --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all \
  --inh-caps=-all "$@"
