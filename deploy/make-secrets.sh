#!/bin/sh
# Makes the secrets of docker-compose.yml in .secrets/, once: what is there stays. Another folder may be named, such as
# k8s/overlays/local/.secrets.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-.secrets}

# Only this user gets into the folder. The files in it are readable, because the containers run as other users.
mkdir -p "$folder"
chmod 700 "$folder"
umask 022

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
url_safe() { random "$1" | tr '+/' '-_' | tr -d '='; }
keep() {
  if [ -s "$folder/$1" ]; then
    echo "kept $folder/$1"
    return
  fi
  printf '%s' "$2" >"$folder/$1"
  echo "made $folder/$1"
}

keep postgres_password "$(url_safe 24)"
for role in owner gateway scheduler recorder notifier; do
  keep "database_url_$role" "postgres://wakeful_$role:$(url_safe 24)@postgres:5432/wakeful"
done
keep secret_key "$(random 32)"
keep admin_password "$(url_safe 18)"
keep api_key "wk_$(url_safe 32)"
keep grafana_password "$(url_safe 18)"
# nats-server takes them from its environment, and what looks like a number for one: they begin with a letter.
(umask 077 && : >"$folder/nats.env")
for user in migrate gateway scheduler checker recorder notifier debug_session leaf; do
  keep "nats_${user}_password" "n$(url_safe 24)"
  name=$(echo "$user" | tr 'a-z' 'A-Z')
  echo "NATS_${name}_PASSWORD=$(cat "$folder/nats_${user}_password")" >>"$folder/nats.env"
done
echo "Keep a copy of $folder/secret_key: without it the stored headers and passwords of monitors cannot be read."
