#!/usr/bin/env bash
# Passes the tests of the whole solution:  tests/run.sh [--long]
# Ends with "N passed, N failed"; anything but all passed, or no test at all, is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

# An older SDK is as good as none: it stops at global.json with a page of words.
dotnet --version >/dev/null 2>&1 || { echo "The .NET SDK 10 is needed: https://dot.net" >&2; exit 1; }
command -v npm >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null)" -ge 20 ] 2>/dev/null \
  || { echo "Node.js 20 with npm is needed to build the style sheets." >&2; exit 1; }
if [ "${1:-}" = "--long" ]; then export CASEREGISTRY_LONG=1; fi

find_chromium() {
  for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then command -v "$name"; return 0; fi
  done
  return 1
}
if ! find_chromium >/dev/null; then
  echo "Installing Chromium for the browser tests." >&2
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium; } >/dev/null 2>&1 \
    || { echo "Chromium could not be installed. Install it, or set CHROMIUM_PATH." >&2; exit 1; }
fi
CHROMIUM_PATH="$(find_chromium)" || { echo "Chromium is not there. Install it, or set CHROMIUM_PATH." >&2; exit 1; }
export CHROMIUM_PATH

# Shows in the tests that what is acknowledged was flushed before; without it that one test is skipped.
if ! command -v strace >/dev/null 2>&1; then
  echo "Installing strace for the test of durability." >&2
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq strace; } >/dev/null 2>&1 \
    || echo "strace could not be installed: its test is skipped." >&2
fi

# Opens the workbooks of releases in the tests; without it that one test is skipped.
if ! command -v soffice >/dev/null 2>&1; then
  echo "Installing LibreOffice Calc for the tests of workbooks." >&2
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq libreoffice-calc-nogui; } >/dev/null 2>&1 \
    || echo "LibreOffice could not be installed: its test is skipped." >&2
fi

results="$PWD/TestResults"
rm -rf "$results"; mkdir -p "$results"
export DOTNET_CLI_UI_LANGUAGE=en
dotnet test --solution CaseRegistry.sln --results-directory "$results" --report-xunit-trx 2>&1 | tee "$results/run.log"
code=${PIPESTATUS[0]}

# The summary of the whole run; the reports of two projects can have the same name.
total() { sed -n "s/^ *$1: \([0-9]*\)\r\{0,1\}$/\1/p" "$results/run.log" | tail -1; }
passed=$(total succeeded); passed=${passed:-0}
failed=$(total failed); failed=${failed:-0}

# What failed stands at the end too, below what the tests themselves printed.
if [ "$failed" -gt 0 ]; then grep -A 2 '^failed ' "$results/run.log" >&2; fi
[ "$passed" -gt 0 ] || { echo "No test ran." >&2; code=1; }
[ "$failed" -eq 0 ] || code=1
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$passed passed, $failed failed"
exit "$code"
