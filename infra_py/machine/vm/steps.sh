# shellcheck shell=bash
# The steps that make Oracle Linux 8 a host for the gateway. Each leaves the same machine when it runs again, after a kill too.

data=/var/lib/lifetracer

host_steps() {
  step files install_units
  step grow-root grow_root
  step swap small_machine_swap
  step packages base_packages
  step firewall firewall
  step docker-packages docker_packages
  step docker-settings docker_settings
  step docker-start docker_start
  step journal journal_cap
  step updates security_updates
  step metadata "$here/metadata-block"
  step data-volume data_volume
  step api-key api_key
  step certificate certificate
}

install_units() {
  local unit
  chmod 0755 "$here"/{bootstrap,release,metadata-block,lifetracer,lifetracer-key}
  relabel "$here"
  # sudo looks for commands in /usr/bin here, and not in /usr/local/bin.
  ln -sfn "$here/lifetracer-key" /usr/bin/lifetracer-key
  ln -sfn "$here/lifetracer" /usr/bin/lifetracer
  for unit in "$here"/*.service "$here"/*.timer; do
    put "/etc/systemd/system/${unit##*/}" 0644 <"$unit"
  done
  systemctl daemon-reload
}

# Oracle's images leave what is beyond 47 GB of the boot volume unused.
grow_root() {
  [ -x /usr/libexec/oci-growfs ] || return 0
  /usr/libexec/oci-growfs -y || true
}

# With less than 4 GB, dnf or a build can be killed for memory.
small_machine_swap() {
  local file=/.lifetracer-swap
  [ "$(awk '/^MemTotal:/ {print $2}' /proc/meminfo)" -lt 4000000 ] || return 0
  [ "$(awk 'NR > 1' /proc/swaps | wc -l)" -eq 0 ] || return 0
  if [ "$(blkid -p -s TYPE -o value "$file" 2>/dev/null)" != swap ]; then
    (umask 077 && fallocate -l 2G "$file.new" && mkswap "$file.new")
    mv -f "$file.new" "$file"
  fi
  swapon "$file" || true
  fstab "$file" none swap sw
}

# dnf waits for ever for another dnf (Oracle's agent updates at first boot); asked not to, it fails, and we wait with a bound.
# What it leaves running (gpg-agent) must hold neither the lock nor the terminal.
dnf_do() {
  retry 40 15 timeout 1200 dnf -y --setopt=exit_on_lock=True "$@" 3>&- 4>&- 9>&- ||
    die "$later" "dnf $1 did not succeed in 40 tries; see $logs, mend what it says, then run pulumi up again."
}

base_packages() {
  dnf_do install git curl openssl tar diffutils iptables dnf-plugins-core dnf-automatic firewalld policycoreutils e2fsprogs
}

# Before Docker: a firewalld that starts or reloads later drops Docker's rules, so nothing here reloads it.
firewall() {
  systemctl enable --now firewalld
  firewall-cmd --permanent --add-port="$API_PORT/tcp"
  firewall-cmd --add-port="$API_PORT/tcp"
}

# The repository of RHEL: the one of CentOS is frozen for EL8. podman and its kin claim the same files as containerd.io.
docker_packages() {
  dnf_do remove podman buildah runc
  dnf_do config-manager --add-repo https://download.docker.com/linux/rhel/docker-ce.repo
  dnf_do install docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin
}

docker_settings() {
  getent group docker >/dev/null || groupadd --system docker
  usermod -aG docker opc
  install -d -m 0755 /etc/docker /etc/systemd/system/docker.service.d
  docker_file daemon.json /etc/docker/daemon.json
  docker_file docker.conf /etc/systemd/system/docker.service.d/lifetracer.conf
}

# The wish to restart Docker is written before the file, so that a kill between them loses nothing.
docker_file() {
  cmp -s "$here/$1" "$2" && return 0
  : >"$etc/docker-restart"
  put "$2" 0644 <"$here/$1"
}

docker_start() {
  systemctl daemon-reload
  systemctl enable --now docker
  if [ -e "$etc/docker-restart" ]; then
    systemctl restart docker
    rm -f "$etc/docker-restart"
  fi
  wait_for 120 docker info || die "$later" "Docker does not answer after 120 s; see sudo journalctl -u docker."
  systemctl enable --now lifetracer-metadata.timer
}

journal_cap() {
  install -d -m 0755 /etc/systemd/journald.conf.d
  put /etc/systemd/journald.conf.d/lifetracer.conf 0644 <"$here/journald.conf"
  # Also when the file was there: a kill may have come before this.
  systemctl restart systemd-journald
}

security_updates() {
  put /etc/dnf/automatic.conf 0644 <"$here/automatic.conf"
  systemctl enable --now dnf-automatic.timer
}

# fstab SOURCE PLACE TYPE OPTIONS: one line for the place, or for the file of a swap.
fstab() {
  { awk -v source="$1" -v place="$2" '$1 != source && (place == "none" || $2 != place)' /etc/fstab
    printf '%s %s %s %s 0 0\n' "$@"; } | put /etc/fstab 0644
}

data_volume() {
  install -d -m 0755 "$data"
  [ -z "$DATA_DEVICE" ] || mount_volume
  install -d -m 0700 -o "$container_user" -g "$container_user" "$data/data"
}

mount_volume() {
  local device type uuid rescan
  wait_for 600 test -b "$DATA_DEVICE" ||
    die "$later" "The data volume is not at $DATA_DEVICE after 600 s; see whether it is attached to the instance."
  device=$(readlink -f "$DATA_DEVICE")
  if [ ! -e "$etc/formatting" ] && is_blank "$device"; then
    put "$etc/formatting" 0600 </proc/sys/kernel/random/uuid
  fi
  if [ -e "$etc/formatting" ]; then
    # The volume was blank and has never been mounted: what a killed mkfs left may go.
    mkfs.ext4 -q -F -m 1 -L lifetracer -U "$(cat "$etc/formatting")" "$device"
    sync
    rm -f "$etc/formatting"
  fi
  type=$(blkid -p -s TYPE -o value "$device" || true)
  uuid=$(blkid -p -s UUID -o value "$device" || true)
  case $type in
    ext4 | xfs) ;;
    *) die "$cannot" "The data volume $DATA_DEVICE holds ${type:-something that is no file system}: nothing was touched. Attach a blank volume, or one of LifeTracer's." ;;
  esac
  if ! mountpoint -q "$data" && [ -n "$(ls -A "$data/data" 2>/dev/null)" ]; then
    die "$cannot" "The data is on the boot volume in $data/data: stop lifetracer.service and move it to the volume first."
  fi
  # nofail: a lost volume must not keep sshd from starting. The gateway does not start without it (RequiresMountsFor).
  fstab "UUID=$uuid" "$data" "$type" defaults,nofail
  systemctl daemon-reload
  mountpoint -q "$data" || mount "$data"
  # After the volume was enlarged: the kernel is told to look at its size (as Oracle has it, after a read), and the file system
  # follows. All of it works on a mounted file system and does nothing when there is nothing to do.
  dd if="$device" of=/dev/null iflag=direct count=1 status=none || true
  rescan=/sys/class/block/${device##*/}/device/rescan
  [ ! -w "$rescan" ] || echo 1 >"$rescan"
  if [ "$type" = xfs ]; then xfs_growfs "$data"; else resize2fs "$device"; fi || true
}

# No signature that wipefs or blkid know, and nothing in the first MiB: whatever else is there is somebody's data.
is_blank() {
  local signatures
  signatures=$(wipefs --no-act --noheadings "$1") && [ -z "$signatures" ] || return 1
  ! blkid -p "$1" >/dev/null || return 1
  cmp -s -n 1048576 "$1" /dev/zero
}

api_key() {
  local file=$etc/secrets/LIFETRACER_API_KEY
  install -d -m 0700 "$etc/secrets"
  [ ! -s "$file" ] || return 0
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n' | put "$file" 0600 "$container_user"
}

# A certificate that names every address the gateway is reached by. The key stays; the certificate is made again when an
# address is missing (the machine cannot know its public one: the first release brings it) or when it ends within 30 days.
certificate() {
  local tls=$etc/tls names word
  names=DNS:localhost,DNS:lifetracer,IP:127.0.0.1
  for word in $CERTIFICATE_NAMES; do names+=,DNS:$word; done
  for word in $(own_addresses) ${ADDRESS:-}; do
    [[ ,$names, == *",IP:$word,"* ]] || names+=,IP:$word
  done
  # 0755: the container's user goes in; the key itself is closed.
  install -d -m 0755 "$tls"
  [ -s "$tls/key.pem" ] ||
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | put "$tls/key.pem" 0600 "$container_user"
  if [ "$(cat "$etc/certificate.names" 2>/dev/null)" = "$names" ] &&
    openssl x509 -in "$tls/cert.pem" -noout -checkend 2592000; then
    return 0
  fi
  put "$etc/certificate.conf" 0644 <<END
[req]
distinguished_name = subject
prompt = no
x509_extensions = extensions
[subject]
CN = lifetracer
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $names
END
  openssl req -x509 -new -key "$tls/key.pem" -days 3650 -config "$etc/certificate.conf" | put "$tls/cert.pem" 0644
  printf '%s' "$names" | put "$etc/certificate.names" 0644
}

# The addresses of the machine's interfaces, without those of Docker's bridges.
own_addresses() {
  ip -o -4 addr show scope global | awk '$2 !~ /^(docker|br-|veth)/ { sub("/.*", "", $4); print $4 }' | LC_ALL=C sort
}
