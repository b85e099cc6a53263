#!/usr/bin/env bash
# tests/run.sh [--sanitize] [--benchmarks] : installs what the tests need, builds, runs everything
# and ends in one line "N passed, N failed". A test whose server is missing counts as failed.
# With --sanitize the build checks addresses and undefined behaviour, and what runs our own code is run.
set -uo pipefail
cd "$(dirname "$0")/.."
build=build
setup=(-Dtests=true)  # the quickstart builds without
benchmarks=no
tests=()
for argument in "$@"; do
    case $argument in
        --sanitize)
            build=build-sanitize
            # Unoptimised with line tables only: the optimiser takes five times as long over the checks.
            setup+=(-Db_sanitize=address,undefined -Doptimization=0 -Dcpp_args=-g1)
            # Programs that the tests link or kill themselves, and servers of others, gain nothing.
            tests=(--timeout-multiplier 4 --no-suite house --no-suite golden --no-suite plugin
                --no-suite integration --no-suite servers)
            export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_odr_violation=0
            export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
            ;;
        --benchmarks) benchmarks=yes ;;
        *) echo "usage: tests/run.sh [--sanitize] [--benchmarks]" >&2; exit 64 ;;
    esac
done
# The sanitizers' own checks make g++ 12 warn of what it cannot see through.
[[ ${CI:-} == true && $build == build ]] && setup+=(-Dwerror=true)

./packaging/install-packages.sh test || { echo "0 passed, 1 failed"; exit 1; }

if [[ -f $build/build.ninja ]]; then
    meson configure "$build" "${setup[@]}"
else
    meson setup "$build" "${setup[@]}" || { echo "0 passed, 1 failed"; exit 1; }
fi
meson compile -C "$build" || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

rm -f "$build/meson-logs/testlog.json"
meson test -C "$build" --no-rebuild --print-errorlogs "${tests[@]}"
[[ $benchmarks == yes ]] && ./tests/benchmarks/run.sh "$build"
/usr/bin/python3 tests/tools/summary.py "$build/meson-logs/testlog.json"
