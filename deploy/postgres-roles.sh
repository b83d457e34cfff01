#!/bin/sh
# Runs once, on a new data volume: the two roles that the containers sign in as, with the operator's passwords.
# Their rights, and the other two roles, are the business of `eligo migrate`.
set -eu
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv app ELIGO_APP_PASSWORD
\getenv relay ELIGO_RELAY_PASSWORD
CREATE ROLE eligo_app LOGIN PASSWORD :'app';
CREATE ROLE eligo_relay LOGIN PASSWORD :'relay';
SQL
