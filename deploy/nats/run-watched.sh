#!/bin/sh
# Runs nats-server with the arguments given, and ends it when JetStream does not answer any more, as after a full disk. Docker
# starts again what has ended, but not what is only unhealthy.
interval=${NATS_WATCH_INTERVAL_SECONDS:-5}
health=${NATS_HEALTH_URL:-http://127.0.0.1:8222/healthz}
# In a row: a server that restores large streams answers late, too.
most_misses=12

nats-server "$@" &
server=$!
trap 'kill -TERM "$server"' TERM INT
misses=0
while kill -0 "$server" 2>/dev/null; do
  sleep "$interval" &
  wait $!
  if wget -q -T 4 -O /dev/null "$health"; then misses=0; else misses=$((misses + 1)); fi
  if [ "$misses" -ge "$most_misses" ]; then
    echo "JetStream did not answer $misses times in a row: nats-server is ended, so that it is started again." >&2
    kill -KILL "$server"
    wait "$server"
    exit 1
  fi
done
wait "$server"
