#!/usr/bin/env bash
# tests/benchmarks/run.sh [BUILD] [NAME...] : prints our figures beside the peers', asserting nothing.
# Names: startup language directory durable bulk transfer (all of them by default). USERS=100000,
# ROUNDS=7, MESSAGES=1000000 may be set.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec /usr/bin/python3 tests/benchmarks/run.py "${@:-build}"
