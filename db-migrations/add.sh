#!/usr/bin/env bash
# Adds one migration for both databases, of the register and of the key store where they changed:  db-migrations/add.sh AddCaseDeadline
set -euo pipefail
cd "$(dirname "$0")"
[ $# -eq 1 ] || { echo "usage: db-migrations/add.sh NAME" >&2; exit 2; }
dotnet tool restore >/dev/null
for provider in Sqlite SqlServer; do
  project="CaseRegistry.Migrations.$provider"
  for store in Registry Keys; do
    of=(--project "$project" --startup-project "$project" --context "${store}DbContext")
    if ! dotnet ef migrations has-pending-model-changes "${of[@]}" >/dev/null; then
      folder=Migrations; [ $store = Registry ] || folder="Migrations/$store"
      dotnet ef migrations add "$1" "${of[@]}" --output-dir "$folder"
    fi
  done
done
