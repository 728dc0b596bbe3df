#!/usr/bin/env bash
# Adds one migration for both databases:  db-migrations/add.sh AddCaseDeadline
set -euo pipefail
cd "$(dirname "$0")"
[ $# -eq 1 ] || { echo "usage: db-migrations/add.sh NAME" >&2; exit 2; }
dotnet tool restore >/dev/null
for provider in Sqlite SqlServer; do
  project="CaseRegistry.Migrations.$provider"
  dotnet ef migrations add "$1" --project "$project" --startup-project "$project" --context RegistryDbContext
done
