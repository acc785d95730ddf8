# shellcheck shell=bash
# What bootstrap and release share: named steps, bounded waiting, files that are either old or new and never half.

# What git checks out here is copied into images: their user must be able to read it. Secrets get their modes by name.
umask 022

readonly etc=/etc/lifetracer
readonly here=/usr/libexec/lifetracer
readonly logs=/var/log/lifetracer
readonly container_user=10001

# Exit codes, after sysexits; what each means for the person is the sentence beside its use.
readonly no_image=69 rolled_back=70 not_ready=71 later=75 cannot=78

# Everything a command prints goes to the log; only our own sentences reach the terminal (and so `pulumi up`).
start_log() {
  log=$logs/$1.log
  install -d -m 0700 "$logs"
  exec 3>&2 4>&1 >>"$log" 2>&1
  trap 'failed $?' EXIT
}

# The last word of a script that ends without one of its own sentences.
failed() {
  [ "$1" -eq 0 ] || [ -n "${said_why:-}" ] ||
    say "Step $(cat /run/lifetracer-step 2>/dev/null) failed (exit $1); what it printed is in $log."
}

say() {
  printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"
  # Who listened may have gone; the work goes on.
  printf '%s\n' "$*" >&3 || true
}

die() {
  local code=$1
  shift
  said_why=yes
  say "$*"
  exit "$code"
}

# step NAME COMMAND...: the name is in the log before the work starts, so a log that ends there says where it ended.
step() {
  local name=$1
  shift
  printf '%s\n' "$name" >/run/lifetracer-step
  say "step $name"
  "$@"
}

# One of bootstrap and release at a time; $1 seconds are waited for the other.
take_lock() {
  exec 9>/run/lifetracer.lock
  flock --wait "$1" 9 || die "$later" "Another bootstrap or release still runs after $1 s; wait for it, then run pulumi up again."
}

# retry TIMES PAUSE COMMAND...: bounded, because a broken mirror must end in a message and not in silence.
retry() {
  local times=$1 pause=$2 try
  shift 2
  for ((try = 1; try <= times; try++)); do
    "$@" && return 0
    printf 'try %s of %s failed: %s\n' "$try" "$times" "$1"
    [ "$try" -eq "$times" ] || sleep "$pause"
  done
  return 1
}

# wait_for SECONDS COMMAND...
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 2
  done
}

# put PATH MODE [OWNER] <content: whole or not at all. The new file is born in the same directory, so that it gets the SELinux
# label the directory gives, and has its final mode before it has content. Empty content is refused: what made it has failed.
put() {
  local path=$1 mode=$2 owner=${3:-0} new
  new=$(dirname "$path")/.$(basename "$path").new
  rm -f "$new"
  (umask 077 && : >"$new")
  chmod "$mode" "$new"
  chown "$owner:$owner" "$new"
  cat >"$new"
  [ -s "$new" ] || { rm -f "$new"; return 1; }
  mv -f "$new" "$path"
}

# SELinux names files by their place; where there is no SELinux there is nothing to do.
relabel() {
  command -v restorecon >/dev/null || return 0
  restorecon -R "$@" || true
}

# What names the machine's own files as a whole: the marker holds it, so changed files make the steps run once more.
files_digest() {
  (cd "$here" && find . -type f ! -name '.*' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d ' ' -f 1)
}

# What this machine should be: image or source, port, language. Written by cloud-init, then by each release.
read_machine() {
  # shellcheck source=/dev/null
  . "$etc/machine.env"
}
