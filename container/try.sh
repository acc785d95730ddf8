#!/bin/sh
# try.sh IMAGE: start the image with Docker as compose.yaml does, wait until it is healthy, run one job, stop it.
set -eu
name=lifetracer-try-$$
docker run --detach --name "$name" --read-only --tmpfs /tmp:mode=1777,size=256m --tmpfs /run:mode=0755,size=16m \
  --shm-size 256m --cap-drop ALL --security-opt no-new-privileges:true --memory 2g --pids-limit 512 \
  --health-interval 2s "$1" >/dev/null
trap 'docker logs "$name"; docker rm --force --volumes "$name" >/dev/null' EXIT

tries=0
until [ "$(docker inspect --format '{{.State.Health.Status}}' "$name")" = healthy ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { echo "It did not become healthy in 2 minutes."; exit 1; }
  sleep 1
done
docker exec "$name" lifetracer run transform --wait
docker stop --time 60 "$name" >/dev/null
code=$(docker inspect --format '{{.State.ExitCode}}' "$name")
[ "$code" = 0 ] || { echo "It ended with exit code $code after SIGTERM."; exit 1; }
echo "$1 is well."
