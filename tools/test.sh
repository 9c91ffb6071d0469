#!/usr/bin/env bash
# Builds everything and runs every test in every language. Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/prepare.sh
prepare_machine
offer_packages redis-server:redis-server node:nodejs
(prepare_fuzzing) || say "Without clang and its libFuzzer the fuzzers are skipped; what they found before is tried all the same."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build UltraCascade.sln -c Release --nologo -v minimal

# One project after the other: tests that start real processes want the machine for themselves.
status=0
for project in tests/*Tests; do
    dotnet test "$project" -c Release --no-build --nologo --logger "console;verbosity=minimal" \
        --logger "trx;LogFileName=$(basename "$project").trx" --results-directory "$results" "$@" || status=$?
done

# One line over all projects, read from the result files rather than from what was printed.
sum() {
    { grep -rhoE "<Counters [^>]*" "$results" --include='*.trx' || true; } \
        | { grep -oE " $1=\"[0-9]+\"" || true; } | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}
total=$(sum total)
passed=$(sum passed)
failed=$(sum failed)
skipped=$((total - passed - failed))
if [ "$total" -eq 0 ]; then
    say "No test ran."
    status=1
fi
if [ "$failed" -ne 0 ] && [ "$status" -eq 0 ]; then
    status=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
