#!/usr/bin/env bash
# golden/check.sh BUILD [--update] : compares the whole surface (every cmdlet with its parameters, as
# Get-Command tells them) with golden/commands.tsv; --update writes it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: check.sh BUILD [--update]}
actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
"$build/shell/sipsh" -NoProfile -File "$here/list_commands.ps1" | LC_ALL=C sort >"$actual"
if [[ ${2:-} == --update ]]; then
    cp "$actual" "$here/commands.tsv"
    echo "$(cut -f1 "$actual" | sort -u | wc -l) cmdlets written to golden/commands.tsv"
    exit 0
fi
if ! diff -u "$here/commands.tsv" "$actual"; then
    echo "The surface has changed. If it should: tests/golden/check.sh BUILD --update"
    exit 1
fi
echo "$(cut -f1 "$actual" | sort -u | wc -l) cmdlets as listed"
