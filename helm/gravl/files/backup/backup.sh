#!/usr/bin/env bash
# Dumps a PostgreSQL database, restores the dump into a scratch server of its own, and compares the number of rows of
# every table and a checksum of them. The dump counts only if they are the same.
#
# PGHOST, PGPORT, PGDATABASE, PGUSER  the database and a role that may read all of it (pg_read_all_data)
# PASSWORD_FILE                       file with its password; none: as libpq finds it
# BACKUP_DIR                          where dumps and gravl-backup.prom go
# BACKUP_KEEP                         how many dumps to keep
# SCRATCH_DIR                         room for the scratch server
# PUSHGATEWAY                         HOST:PORT of a Prometheus Pushgateway; none: only the file
# PUSHGATEWAY_GROUP                   labels LABEL/VALUE/... that tell this installation from others there
set -euo pipefail
umask 077

# Debian keeps the server's binaries out of the way.
if ! command -v initdb >/dev/null; then
    PATH=$PATH:$(find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' | sort -V | tail -n 1)
fi
if [[ -n ${PASSWORD_FILE:-} ]]; then
    PGPASSWORD=$(<"$PASSWORD_FILE")
    export PGPASSWORD
fi

started=$(date +%s)
name=gravl-$(date -u +%Y%m%dT%H%M%SZ).dump
part=$BACKUP_DIR/$name.part
scratch=$(mktemp -d "$SCRATCH_DIR/scratch.XXXXXX")
finish() {
    pg_ctl stop --pgdata="$scratch/data" --mode=immediate --silent >/dev/null 2>&1 || true
    rm -rf "$scratch" "$part"
}
trap finish EXIT

# One line "SCHEMA.TABLE ROWS CHECKSUM" for each table. The order of the rows does not count; how values are written must
# be the same on both sides.
export PGOPTIONS="-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c bytea_output=hex -c extra_float_digits=1"
count="SELECT format('SELECT %L, count(*), coalesce(sum((''x'' || left(md5(\"the row\"::text), 16))::bit(64)::bigint), 0)
        FROM %I.%I AS \"the row\"', schemaname || '.' || tablename, schemaname, tablename)
    FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY schemaname, tablename \\gexec"

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --set=ON_ERROR_STOP=1; }

# The dump and the count see the same snapshot, whatever is written meanwhile.
export part scratch
ask >"$scratch/expected" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --no-password --snapshot="\$SNAPSHOT" --file="\$part" && touch "\$scratch/dumped"
$count
SQL
if [[ ! -e $scratch/dumped || ! -s $scratch/expected ]]; then
    echo "backup: not dumped, or no table to count" >&2
    exit 1
fi

# The scratch server listens on a socket in its own folder only, and needs no password there.
initdb --pgdata="$scratch/data" --username=scratch --auth=trust --encoding=UTF8 --no-locale --no-sync >/dev/null
pg_ctl start --pgdata="$scratch/data" --log="$scratch/log" --wait --silent \
    --options="-c listen_addresses= -c port=5432 -c unix_socket_directories='$scratch' -c fsync=off" || { cat "$scratch/log" >&2; exit 1; }
export PGHOST=$scratch PGPORT=5432 PGUSER=scratch PGDATABASE=restored PGSSLMODE=disable
unset PGPASSWORD
createdb --maintenance-db=postgres restored
pg_restore --dbname=restored --no-owner --no-privileges --exit-on-error "$part"
ask <<<"$count" >"$scratch/actual"
if ! diff --unified "$scratch/expected" "$scratch/actual" >&2; then
    echo "backup: the restored rows differ from those that were dumped" >&2
    exit 1
fi

mv "$part" "$BACKUP_DIR/$name"
tables=$(wc -l <"$scratch/expected")
rows=$(awk '{ rows += $(NF - 1) } END { print rows + 0 }' "$scratch/expected")
metrics() {
    echo "# TYPE gravl_backup_last_success_timestamp_seconds gauge"
    echo "gravl_backup_last_success_timestamp_seconds $(date +%s)"
    echo "# TYPE gravl_backup_duration_seconds gauge"
    echo "gravl_backup_duration_seconds $(($(date +%s) - started))"
    echo "# TYPE gravl_backup_size_bytes gauge"
    echo "gravl_backup_size_bytes $(stat --format=%s "$BACKUP_DIR/$name")"
    echo "# TYPE gravl_backup_rows gauge"
    echo "gravl_backup_rows $rows"
}
metrics >"$BACKUP_DIR/gravl-backup.prom.part"
mv "$BACKUP_DIR/gravl-backup.prom.part" "$BACKUP_DIR/gravl-backup.prom"
find "$BACKUP_DIR" -maxdepth 1 -name 'gravl-*.dump' -printf '%f\n' | sort -r | tail -n "+$((BACKUP_KEEP + 1))" |
    while read -r old; do rm -f "$BACKUP_DIR/$old"; done
echo "backup: $name, $tables tables, $rows rows, restored and compared"

# The image has no curl. A Pushgateway that is away spoils the metric, and its alert tells; the backup is good.
push() {
    local body
    body=$(cat "$BACKUP_DIR/gravl-backup.prom")$'\n'
    exec {gateway}<>"/dev/tcp/${PUSHGATEWAY%:*}/${PUSHGATEWAY##*:}"
    printf 'PUT /metrics/job/gravl-backup%s HTTP/1.0\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s' "${PUSHGATEWAY_GROUP:+/$PUSHGATEWAY_GROUP}" "$PUSHGATEWAY" "${#body}" "$body" >&"$gateway"
    read -r _ status _ <&"$gateway"
    [[ $status == 20* ]]
}
if [[ -n ${PUSHGATEWAY:-} ]]; then
    push || echo "backup: the Pushgateway at $PUSHGATEWAY was not told" >&2
fi
