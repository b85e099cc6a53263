#!/usr/bin/env bash
# install-packages.sh build|test : installs the Debian packages still missing (test: those of build too).
set -euo pipefail
kind=${1:-build}
list=$(dirname "$0")/debian-packages.txt
case $kind in
    build) wanted=$(awk '$1 == "build" {print $2}' "$list") ;;
    test) wanted=$(awk '$1 == "build" || $1 == "test" {print $2}' "$list") ;;
    *) echo "install-packages.sh: say build or test, not '$kind'" >&2; exit 64 ;;
esac
command -v dpkg-query >/dev/null || {
    echo "This is no Debian system; see $list for what is needed." >&2
    exit 0
}
missing=()
for package in $wanted; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [[ $state == "install ok installed" ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0
echo "Installing: ${missing[*]}"
as_root=()
[[ $(id -u) -eq 0 ]] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
# A freshly installed slapd would start a server of its own; the tests start theirs.
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
