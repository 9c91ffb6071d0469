#!/usr/bin/env bash
# Fuzzes everything that reads foreign bytes, for as long as wanted: tools/fuzz.sh [SECONDS for each target, 600] [FOLDER for corpora and findings]
# The tests run the same targets briefly. docs/FUZZING.md says what they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/prepare.sh
prepare_machine
prepare_fuzzing

seconds=${1:-600}
folder=$(realpath -m "${2:-artifacts/fuzz}")
build=artifacts/native-fuzz/release
mkdir -p "$folder"
say "Findings and grown corpora go to $folder"
cmake -S native -B "$build" -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DUC_TESTS=ON -DUC_SANITIZE=ON -DUC_FUZZ=ON >/dev/null
cmake --build "$build" --parallel 2 >/dev/null

status=0
for target in signals feed ring; do
    mkdir -p "$folder/$target"
    say "C, $target: $seconds s"
    nice -n 19 "$build/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -max_len=256 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$folder/$target-" "$folder/$target" "native/fuzz/corpus/$target" >"$folder/$target.log" 2>&1 || status=1
    grep -E "^Done|^stat::number_of_executed_units|ERROR|SUMMARY" "$folder/$target.log" || true
done

say "Python: $seconds s"
ASAN_OPTIONS=detect_leaks=0 nice -n 19 python3 native/fuzz/fuzz_readers.py "$build/tests/region_writer" "${seconds}s" "$RANDOM" || status=1

say "C#: $seconds s for each of its targets"
dotnet build tests/UltraCascade.Tests -c Release --nologo -v quiet
ULTRACASCADE_FUZZ_SECONDS=$seconds nice -n 19 dotnet test tests/UltraCascade.Tests -c Release --no-build --nologo \
    --filter FullyQualifiedName~Fuzzing --logger "console;verbosity=detailed" | tee "$folder/csharp.log" | grep -E "inputs$|Failed |Passed |Input " || status=1
exit "$status"
