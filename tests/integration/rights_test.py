"""rights_test.py SIPSH : what an account may not do is told before anything is done, by the cut-over's check
and by Enable-CsTopology, on slapd, 389-ds and Samba, each asked in its own way."""
import os
import subprocess
import tempfile

import ldap

from common import SEED, check, environment_at, finish, journal_text, sipsh
import ds389
import samba
import slapd

KEN, AMY = ("cn=Ken Myer,ou=Users,dc=contoso,dc=com", "cn=Amy Strande,ou=Users,dc=contoso,dc=com")
CONFIGURATION = "cn=Configuration,dc=contoso,dc=com"
WORD = "Passw0rd!k"

# Ken looks after users, Amy after the configuration; everybody reads.
SLAPD_RULES = f"""access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="{CONFIGURATION}" by dn.exact="{AMY}" write by * read
access to * by dn.exact="{KEN}" write by * read"""
DS_RULES = {"dc=contoso,dc=com": '(targetattr="*")(version 3.0; acl "all"; allow (read,search,compare) '
                                 'userdn="ldap:///all";)',
            "ou=Users,dc=contoso,dc=com": f'(targetattr="*")(version 3.0; acl "k"; allow (all) '
                                          f'userdn="ldap:///{KEN}";)',
            "ou=Service Accounts,dc=contoso,dc=com": f'(targetattr="*")(version 3.0; acl "s"; allow (all) '
                                                     f'userdn="ldap:///{KEN}";)',
            CONFIGURATION: f'(targetattr="*")(version 3.0; acl "a"; allow (all) userdn="ldap:///{AMY}";)'}


def environment_of(work, name, server, dn, word):
    folder = environment_at(os.path.join(work, name.replace(" ", "-")), f"directory: {server.tcp_url}\n"
                            f'bind: {{method: simple, dn: "{dn}", password_file: password}}\n')
    with open(os.path.join(folder, "password"), "w", encoding="ascii",
              opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        out.write(word + "\n")
    return folder


def dump(folder):
    code, shown = sipsh(folder, f"Export-CsDirectory {folder}/all.ldif -Force | Out-Null; "
                                f"Get-Content {folder}/all.ldif | Where-Object {{ $_ -notlike '*USN*' }}")
    return code, shown


def verdict(folder):
    plan = f"{folder}/plan.yaml"
    return sipsh(folder, f"New-CsCutoverPlan {plan} -LegacyPool gcpool.contoso.com -TargetPool "
                         f"pcpool.contoso.com -Force | Out-Null; Test-CsCutoverPlan {plan} | Where-Object Id -eq "
                         "rights | ForEach-Object { \"$($_.Result): $($_.Evidence)\" }")[1]


def enable(what, folder, allowed):
    """Enable-CsTopology creates two containers in this environment."""
    code, shown = sipsh(folder, "Enable-CsTopology -WhatIf")
    check(f"{what}: -WhatIf shows the changes", "Trusted MCUs" in shown, shown)
    check(f"{what}: and the missing right" if not allowed else f"{what}: and no warning",
          ("no right to make" in shown) != allowed, shown)
    before = dump(folder)
    code, shown = sipsh(folder, "Enable-CsTopology -Confirm:$false")
    if allowed:
        check(f"{what}: enabled", code == 0 and not shown.strip(), shown)
        return
    check(f"{what}: refused", code == 1 and "TopologyRightsMissing" in shown
          and "domain administrator" in shown, shown)
    check(f"{what}: nothing was changed", dump(folder) == before and not journal_text(folder))
    code, shown = sipsh(folder, "Enable-CsTopology -SkipPrepareCheck $true -Confirm:$false")
    check(f"{what}: the server refuses, too", code == 1 and "DirectoryAccessDenied" in shown, shown)


def accounts(work, name, server):
    ken = environment_of(work, name + " ken", server, KEN, WORD)
    amy = environment_of(work, name + " amy", server, AMY, WORD)
    admin = environment_of(work, name + " admin", server, server.bind_dn, server.password)
    before = dump(admin)
    shown = verdict(ken)
    check(f"{name}: who may change the user only", shown.startswith("Fail:")
          and "application contacts" in shown.lower(), shown)
    shown = verdict(amy)
    check(f"{name}: who may add the contact only", shown.startswith("Fail:")
          and "group chat lookup" in shown.lower(), shown)
    shown = verdict(admin)
    check(f"{name}: who may do both", shown.startswith("Pass: the user may be changed, and the contact"), shown)
    check(f"{name}: asking changed nothing", dump(admin) == before and "dn:" in before[1])
    enable(f"{name}, Ken", ken, False)
    enable(f"{name}, Amy", amy, True)


def on_samba(work):
    with samba.Samba(os.path.join(work, "dc"), ldif=SEED) as server:
        admin = environment_of(work, "samba admin", server, server.bind_dn, server.password)
        shown = verdict(admin)
        check("Samba: the administrator", shown.startswith("Pass:") and "may be removed" in shown, shown)
        told = sipsh(admin, "Set-ADUser ocschat -Replace @{ adminCount = 1 }; New-CsCutoverPlan "
                            f"{admin}/other.yaml -LegacyPool gcpool.contoso.com -TargetPool pcpool.contoso.com | "
                            f"Out-Null; Test-CsCutoverPlan {admin}/other.yaml | Where-Object Id -eq "
                            "well-known-user | ForEach-Object { $_.Result; $_.Evidence }")[1]
        check("Samba: a protected account is told", told.startswith("Warn") and "adminCount 1" in told, told)
        subprocess.run(["samba-tool", "user", "setpassword", "kenmyer", f"--newpassword={WORD}", "-H",
                        os.path.join(server.folder, "private", "sam.ldb"), "--configfile",
                        os.path.join(server.folder, "smb.conf")], check=True, stdout=subprocess.DEVNULL)
        ken = environment_of(work, "samba ken", server, KEN, WORD)
        shown = verdict(ken)
        check("Samba: somebody without rights", shown.startswith("Fail:"), shown)
        enable("Samba, Ken", ken, False)


with tempfile.TemporaryDirectory(prefix="sipsh-rights-") as folder_of_all:
    with slapd.Slapd(os.path.join(folder_of_all, "slapd"), ldif=SEED, durable=False,
                     overlays=SLAPD_RULES) as of_slapd:
        of_slapd.bind_dn, of_slapd.password = "cn=admin,dc=contoso,dc=com", "secret"
        connection = ldap.initialize(of_slapd.tcp_url)
        connection.simple_bind_s(of_slapd.bind_dn, of_slapd.password)
        for each in (KEN, AMY):
            connection.modify_s(each, [(ldap.MOD_ADD, "userPassword", WORD.encode())])
        accounts(folder_of_all, "slapd", of_slapd)
    with ds389.Ds389(os.path.join(folder_of_all, "389ds"), ldif=SEED, durable=False) as of_ds:
        connection = ldap.initialize(of_ds.tcp_url)
        connection.simple_bind_s(of_ds.bind_dn, of_ds.password)
        for each in (KEN, AMY):
            connection.modify_s(each, [(ldap.MOD_ADD, "userPassword", WORD.encode())])
        for place, rule in DS_RULES.items():
            connection.modify_s(place, [(ldap.MOD_ADD, "aci", rule.encode())])
        accounts(folder_of_all, "389-ds", of_ds)
    on_samba(folder_of_all)
finish()
