#!/bin/sh
# Gives the roles of 1-roles.sql the passwords that stand in the addresses of their services. May run again. Sourced by the
# entry point of the image postgres when a new volume is filled.
for role in owner gateway scheduler recorder notifier; do
  file=$(printenv "DATABASE_URL_$(echo "$role" | tr 'a-z' 'A-Z')_FILE")
  password=$(sed 's#^postgres\(ql\)\{0,1\}://[^:]*:\([^@]*\)@.*#\2#' "$file")
  echo "ALTER ROLE wakeful_$role PASSWORD :'password'" |
    psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 -v password="$password" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"
done
