#!/usr/bin/env bash
# plugin_test.sh SOURCE BUILD : installs into a temporary tree, builds examples/plugin against it, and
# runs its cmdlet with the installed program.
set -euo pipefail
source=$1 build=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/sipsh-plugin.XXXXXX")
trap 'rm -rf "$work"' EXIT
DESTDIR=$work/tree meson install -C "$build" --no-rebuild >"$work/install.log" 2>&1 ||
    { cat "$work/install.log"; exit 1; }
pc=$(find "$work/tree" -name sipsh.pc)
prefix=$(cd "$(dirname "$pc")/../../.." && pwd)
case $prefix in "$work"/tree/*) ;; *) prefix=$(cd "$(dirname "$pc")/../.." && pwd) ;; esac
program=$(find "$work/tree" -path '*/bin/sipsh')
prefix=$(dirname "$(dirname "$program")")
sed -i "s,^prefix=.*,prefix=$prefix," "$pc"
PKG_CONFIG_PATH=$(dirname "$pc") meson setup "$work/plugin" "$source/examples/plugin" >"$work/setup.log" ||
    { cat "$work/setup.log"; exit 1; }
meson compile -C "$work/plugin" >"$work/compile.log" || { cat "$work/compile.log"; exit 1; }
library=$(dirname "$(find "$work/tree" -name 'libsipsh.so*' | head -n 1)")
answer=$(LD_LIBRARY_PATH=$library "$program" -NoProfile -Command \
    "Import-Module '$work/plugin/contoso_greeting.so'; 'Ada', 'Bob' | Get-Greeting -Language German")
expected=$'Guten Tag, Ada!\nGuten Tag, Bob!'
[[ $answer == "$expected" ]] || { echo "expected: $expected"; echo "got: $answer"; exit 1; }
help=$(LD_LIBRARY_PATH=$library "$program" -NoProfile -Command \
    "Import-Module '$work/plugin/contoso_greeting.so'; Get-Help Get-Greeting")
grep -q 'Nobody to greet is an error' <<<"$help" || { echo "the plug-in's page is not found: $help"; exit 1; }
topic=$(LD_LIBRARY_PATH=$library "$program" -NoProfile -Command 'Get-Help about_Exit_Codes')
grep -q 'stopped by Ctrl+C' <<<"$topic" || { echo "the installed help is not found: $topic"; exit 1; }
core=$(LD_LIBRARY_PATH=$library "$program" -NoProfile -Command '3, 1, 2 | Sort-Object')
[[ $core == $'1\n2\n3' ]] || { echo "the installed cmdlets do not work: $core"; exit 1; }
echo "4 passed, 0 failed"
