#!/usr/bin/env bash
# golden/check.sh BUILD [--update] : compares the whole surface (a line for each parameter set of each
# cmdlet: name, module, set, syntax) with golden/commands.tsv; --update writes it.
# golden/check.sh BUILD --parameters : compares the Cs and AD cmdlets' parameters with their public
# documentation (compare_parameters.py).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: check.sh BUILD [--update | --parameters]}
mode=${2:-}
actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
# The plug-ins that the index of cmdlet names was made from.
mapfile -t modules < <(cut -f2 "$build/cmdlets/cmdlets.index" | LC_ALL=C sort -u | sed "s|^|$build/cmdlets/|")
form=syntax
[[ $mode != --parameters ]] || form=parameters
"$build/tests/golden/surface" "$form" "${modules[@]}" >"$actual"

if [[ $mode == --parameters ]]; then
    /usr/bin/python3 "$here/compare_parameters.py" "$actual"; exit
fi
count=$(cut -f1 "$actual" | LC_ALL=C sort -u | wc -l)
if [[ $mode == --update ]]; then
    cp "$actual" "$here/commands.tsv"
    echo "$count cmdlets written to golden/commands.tsv"
    exit 0
fi
if ! diff -u "$here/commands.tsv" "$actual"; then
    echo "The surface has changed. If it should: tests/golden/check.sh BUILD --update"
    exit 1
fi
echo "$count cmdlets as listed"
