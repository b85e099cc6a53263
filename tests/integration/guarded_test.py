"""guarded_test.py SIPSH : examples/cutover/guarded.ps1 twice and back again, on the embedded directory,
on slapd and on slapd with transactions."""
import os
import tempfile

from common import SEED, check, environment_at, finish, sipsh
import slapd


def weekend(name, folder):
    for turn in ("first", "second"):
        code, shown = sipsh(folder, f"& {folder}/guarded.ps1")
        check(f"{name}: the {turn} run", code == 0, shown)
    code, shown = sipsh(folder, "(Get-CsPersistentChatEndpoint).SipAddress; (Get-CsCutover).State; "
                                "(Get-CsCutover).GapMilliseconds -eq 0")
    one = name != "slapd"
    check(f"{name}: what stands", shown.split() == ["sip:ocschat@contoso.com", "Done", str(one)], shown)
    code, shown = sipsh(folder, "(Undo-CsCutover -Confirm:$false).State; "
                                "(Get-CsUser sip:ocschat@contoso.com).SamAccountName")
    check(f"{name}: back", shown.split() == ["Undone", "ocschat"], shown)


with tempfile.TemporaryDirectory(prefix="sipsh-guarded-") as work:
    weekend("embedded", environment_at(os.path.join(work, "embedded"),
                                       "directory: embedded:directory.db\nseed: directory.ldif"))
    for name, settings in (("slapd", ""), ("slapd with transactions", "\ntransactions: true")):
        with slapd.Slapd(os.path.join(work, name.replace(" ", "-") + "-server"), ldif=SEED) as server:
            weekend(name, environment_at(os.path.join(work, name.replace(" ", "-")),
                                         f"directory: {server.url}{settings}"))
finish()
