"""guarded_test.py SIPSH : examples/cutover/guarded.ps1 twice and back again, on the embedded directory, on
slapd and on slapd with transactions; and two servers of which one lags or is away."""
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

def two_servers(folder, first, second):
    """A second server that does not follow, then one that is away: told, waited for, accepted."""
    make = (f"New-CsCutoverPlan {folder}/plan.yaml -LegacyPool gcpool.contoso.com -TargetPool "
            f"pcpool.contoso.com -DomainController {first.url} -Force | Out-Null; ")
    code, shown = sipsh(folder, make + f"Invoke-CsCutover {folder}/plan.yaml -Confirm:$false "
                                       "-ReplicationTimeout 1")
    check("a server that does not follow stops the run", code != 0 and second.url in shown
          and "held by the user" in shown and "wait-free" in shown, shown)
    code, shown = sipsh(folder, "(Get-CsCutover).State")
    check("it is stopped, not lost", shown.split() == ["Stopped"], shown)
    code, shown = sipsh(folder, "(Resume-CsCutover -Confirm:$false -ReplicationTimeout 1 "
                                "-AcceptReplicationLag).State")
    check("the operator may accept it", shown.split() == ["Done"], shown)
    code, shown = sipsh(folder, "(Undo-CsCutover -Confirm:$false -ReplicationTimeout 1).State; "
                                f"(Get-CsUser sip:ocschat@contoso.com -DomainController {first.url}).Enabled")
    check("back on the pinned server", shown.split() == ["Undone", "True"], shown)
    second.stop()
    code, shown = sipsh(folder, make + f"Invoke-CsCutover {folder}/plan.yaml -Confirm:$false")
    check("a server that is away is found before", code != 0 and "servers-agree" in shown
          and "CutoverCheckFailed" in shown, shown)


with tempfile.TemporaryDirectory(prefix="sipsh-guarded-") as work:
    with slapd.Slapd(os.path.join(work, "first"), ldif=SEED) as one, \
            slapd.Slapd(os.path.join(work, "second"), ldif=SEED) as other:
        two_servers(environment_at(os.path.join(work, "two"), f"directory: {one.url} {other.url}"),
                    one, other)
finish()
