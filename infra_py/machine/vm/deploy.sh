# shellcheck shell=bash
# From the wanted image to a gateway that answers with its version, or back to the one before.
#
# Everything a release consists of lies in one directory, /etc/lifetracer/releases/ID (image, compose file, settings, secrets), and
# `current` points to the one that runs. So a switch is one rename, going back is the same rename, and a kill leaves either.

releases=$etc/releases

# deploy SECRETS_DIRECTORY
deploy() {
  local before candidate before_was_ready=no
  step image find_image
  step metadata-proof prove_metadata
  step assemble assemble "$1"
  before=$(readlink "$etc/current" || true)
  # A killed run may have switched already: then what counts is the release that it found running.
  if [ -s "$etc/switching" ]; then
    read -r before before_was_ready <"$etc/switching"
  elif [ -n "$before" ] && is_ready "$(version_of "$before")"; then
    before_was_ready=yes
  fi
  printf '%s %s\n' "${before:--}" "$before_was_ready" | put "$etc/switching" 0600
  step switch switch_to "$candidate"
  if step ready wait_until_ready "$VERSION"; then
    rm -f "$etc/switching"
    step tidy tidy
    step stored-settings report_stored_settings
    say "Version $VERSION is ready."
  elif [ "$before_was_ready" = yes ] && [ "$before" != "$candidate" ] && [ -d "$etc/$before" ]; then
    roll_back "$before"
  else
    rm -f "$etc/switching"
    die "$not_ready" "Version $VERSION is in place but not ready after $READY_SECONDS s ($(last_answer)). Nothing ready was there before, so it stays: mend what sudo docker logs lifetracer-server-1 or, without a container, sudo journalctl -u lifetracer says, then run pulumi up again."
  fi
}

find_image() {
  local name
  if [ -n "$CONTAINER_IMAGE" ]; then
    name=$CONTAINER_IMAGE
    retry 3 10 docker pull --quiet "$name" ||
      die "$no_image" "The image $name cannot be pulled; see $log. A private one needs the setting registryAuth (user:token)."
    VERSION=$(docker image inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}}' "$name")
    [ -n "$VERSION" ] || die "$no_image" "The image $name has no label org.opencontainers.image.version; build it with --build-arg VERSION=..."
  else
    build_image
    name=lifetracer-built:$VERSION
  fi
  IMAGE_ID=$(docker image inspect --format '{{.Id}}' "$name")
  IMAGE=lifetracer:${IMAGE_ID:7:12}
  # A name of our own, so that a moved tag changes nothing that runs and the one before can come back without a registry.
  docker tag "$IMAGE_ID" "$IMAGE"
}

build_image() {
  local source=/var/lib/lifetracer-source
  [ -d "$source/.git" ] || { rm -rf "$source" && git init --quiet "$source"; }
  # What a killed git leaves; nothing else works in this directory.
  rm -f "$source"/.git/*.lock
  retry 3 10 git -C "$source" -c gc.auto=0 fetch --quiet --depth 1 --no-tags -- "$SOURCE_REPOSITORY" "$SOURCE_REF" ||
    die "$no_image" "$SOURCE_REF of $SOURCE_REPOSITORY cannot be fetched; see $log and the settings sourceRepository and sourceRef."
  git -C "$source" checkout --quiet --force --detach FETCH_HEAD
  git -C "$source" clean -ffdxq
  VERSION=$(git -C "$source" rev-parse HEAD)
  docker image inspect "lifetracer-built:$VERSION" >/dev/null 2>&1 && return 0
  say "Building the image from $SOURCE_REPOSITORY at $SOURCE_REF (about 10 minutes) ..."
  timeout 3000 docker build --build-arg "VERSION=$VERSION" --tag "lifetracer-built:$VERSION" "$source" ||
    die "$no_image" "The image cannot be built from $SOURCE_REF of $SOURCE_REPOSITORY; what docker build said is in $log."
}

# With the image that is about to run, behind the same chain of rules: Docker's own bridge is there before the gateway's.
prove_metadata() {
  local answer
  answer=$(docker run --rm --interactive --network bridge --entrypoint python "$IMAGE" - <"$here/prove-metadata.py" 2>&1) ||
    die "$cannot" "The metadata rule does not hold: ${answer##*$'\n'}"
}

# assemble SECRETS_DIRECTORY: makes the release's directory and names it in $candidate. Its name is a digest of its content.
assemble() {
  local made=$releases/.new secret
  install -d -m 0700 "$releases"
  rm -rf "$made"
  install -d -m 0700 "$made"
  install -d -m 0700 -o "$container_user" -g "$container_user" "$made/secrets"
  settings | put "$made/settings.env" 0644
  put "$made/secrets/LIFETRACER_API_KEY" 0600 "$container_user" <"$etc/secrets/LIFETRACER_API_KEY"
  for secret in "$1"/*; do
    [ ! -s "$secret" ] || put "$made/secrets/${secret##*/}" 0600 "$container_user" <"$secret"
  done
  for secret in "$made"/secrets/*; do
    printf '%s_FILE=/run/lifetracer/secrets/%s\n' "${secret##*/}" "${secret##*/}" >>"$made/settings.env"
  done
  put "$made/compose.yaml" 0644 <"$here/compose.yaml"
  printf 'LIFETRACER_IMAGE=%s\nVERSION=%s\nAPI_PORT=%s\nCERTIFICATE=%s\n' "$IMAGE" "$VERSION" "$API_PORT" \
    "$(openssl x509 -in "$etc/tls/cert.pem" -noout -fingerprint -sha256 | cut -d = -f 2)" | put "$made/compose.env" 0644
  candidate=releases/$(cd "$made" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c 1-16)
  printf 'RELEASE=%s/%s\n' "$etc" "$candidate" >>"$made/compose.env"
  if [ -d "$etc/$candidate" ]; then
    rm -rf "$made"
  else
    sync
    mv -T "$made" "$etc/$candidate"
  fi
}

settings() {
  printf '%s=%s\n' \
    LIFETRACER_TIMEZONE "$TIMEZONE" LIFETRACER_COUNTRY "$COUNTRY" LIFETRACER_LANGUAGE "$LANGUAGE_CODE" \
    LIFETRACER_TLS_CERT /run/lifetracer/tls/cert.pem LIFETRACER_TLS_KEY /run/lifetracer/tls/key.pem
}

# switch_to RELEASE (as releases/ID)
switch_to() {
  ln -sfn "$1" "$etc/.current"
  mv -fT "$etc/.current" "$etc/current"
  systemctl enable lifetracer.service
  # Started when it is not, brought up to date when it is; compose recreates the container only when something differs.
  systemctl reload-or-restart lifetracer.service || true
}

version_of() {
  sed -n 's/^VERSION=//p' "$etc/$1/compose.env"
}

port_of_current() {
  sed -n 's/^API_PORT=//p' "$etc/current/compose.env"
}

# ask PATH: the body of a 2xx answer of the gateway that runs now.
ask() {
  curl --silent --fail --noproxy '*' --max-time 5 --cacert "$etc/tls/cert.pem" "https://127.0.0.1:$(port_of_current)$1"
}

# is_ready VERSION
is_ready() {
  local path
  for path in /health /ready; do
    [ "$(ask "$path" | sed -n 's/.*"version" *: *"\([^"]*\)".*/\1/p')" = "$1" ] || return 1
  done
}

# Zone, country and language are kept in the database since its first start. Any command of LifeTracer names those of the release
# that differ, with the command that changes them.
report_stored_settings() {
  local line
  { "$here/lifetracer" settings get timezone </dev/null 2>&1 >/dev/null || true; } | while read -r line; do
    case $line in
      LIFETRACER_*" is not used: "*)
        say "${line/: lifetracer settings/: ssh lifetracer sudo lifetracer settings}"
        ;;
    esac
  done
}

wait_until_ready() {
  wait_for "$READY_SECONDS" is_ready "$1"
}

# For the sentence about a failure: states and numbers only, never a body.
last_answer() {
  local path
  for path in /health /ready; do
    printf '%s: HTTP %s ' "$path" "$(curl --silent --output /dev/null --noproxy '*' --max-time 5 --cacert "$etc/tls/cert.pem" \
      --write-out '%{http_code}' "https://127.0.0.1:$(port_of_current)$path" || true)"
  done
}

roll_back() {
  local wanted=$VERSION answer version
  answer=$(last_answer)
  version=$(version_of "$1")
  # What the container said may quote data: it stays on the machine, for root.
  (umask 077 && docker logs --tail 500 lifetracer-server-1 >"$logs/failed-release.log" 2>&1) || true
  step roll-back switch_to "$1"
  if wait_until_ready "$version"; then
    # Nothing runs from it any more, and its secrets may be wrong ones or withdrawn by the next release.
    rm -rf "${etc:?}/$candidate"
  else
    say "Version $version was put back but is not ready yet."
  fi
  rm -f "$etc/switching"
  die "$rolled_back" "Version $wanted was not ready after $READY_SECONDS s ($answer), so version $version is back. Its last words: sudo less $logs/failed-release.log"
}

# Keeps the release that runs and its image, nothing else of ours: what to go back to is needed no more, and a secret that was
# withdrawn must be gone.
tidy() {
  local directory image
  for directory in "$releases"/*; do
    [ "$directory" = "$etc/$candidate" ] || rm -rf "$directory"
  done
  docker image ls --format '{{.Repository}}:{{.Tag}}' lifetracer | while read -r image; do
    [ "$image" = "$IMAGE" ] || docker image rm --force "$(docker image inspect --format '{{.Id}}' "$image")" || true
  done
  docker image prune --force || true
  docker builder prune --force --filter until=168h || true
}
