#!/usr/bin/env bash
# quickstart.sh : from a bare Debian 12 to the cut-over weekend in examples/cutover/, on the embedded
# directory. Changes nothing but ./build and a temporary copy of the example.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

say "1. The Debian packages sipsh is built from (packaging/debian-packages.txt)"
./packaging/install-packages.sh build

say "2. Building build/shell/sipsh"
[[ -f build/build.ninja ]] || meson setup build -Dtests=false
meson compile -C build

sipsh=$PWD/build/shell/sipsh
work=${QUICKSTART_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/sipsh-quickstart.XXXXXX")}
mkdir -p "$work"
cp -r examples/cutover/. "$work"/

say "3. The environment: $work (a copy of examples/cutover)"
echo "   environment.yaml   an embedded directory, seeded from directory.ldif on first use"
echo "   topology.yaml      contoso.com: a Lync 2010 Group Chat pool, a 2013 front end, pcpool"
echo "   dumps/             the rooms and messages of Group Chat, as its database was dumped"
"$sipsh" -NoProfile -Environment "$work" -Command 'Get-CsPool | Format-Table Identity, Site'

say "4. The cut-over weekend (cutover.ps1): the rooms move, the legacy user's address goes to the endpoint"
"$sipsh" -NoProfile -NonInteractive -Environment "$work" -File "$work/cutover.ps1"

say "5. What legacy clients will find under the old address"
"$sipsh" -NoProfile -Environment "$work" -Command 'Get-CsPersistentChatEndpoint'
"$sipsh" -NoProfile -Environment "$work" -Command 'Get-CsPersistentChatRoom | Format-Table Name, Category, Privacy'

say "Done. To look around: $sipsh -Environment $work"
