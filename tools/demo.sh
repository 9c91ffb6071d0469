#!/usr/bin/env bash
# The main job, from nothing: builds UltraCascade and runs its demo. Arguments are passed on to `ultracascade demo`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/prepare.sh
prepare_machine

say "Building (the first time takes a minute or two) ..."
if ! build_output=$(dotnet build src/UltraCascade.Host -c Release --nologo -v quiet 2>&1); then
    printf '%s\n' "$build_output" >&2
    exit 1
fi
exec artifacts/bin/UltraCascade.Host/release/ultracascade demo "$@"
