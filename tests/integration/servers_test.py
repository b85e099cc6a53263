"""servers_test.py SIPSH : servers that stand in for each other, TLS and Kerberos.

The example's cut-over on 389-ds and Samba; a deleted account brought back on Samba; two slapds in mirror
mode, one of which is stopped midway; StartTLS and ldaps as environment.yaml has them; GSSAPI against the
Kerberos of a Samba domain controller.
"""
import os
import shutil
import subprocess
import tempfile
import time

from common import CUTOVER, SEED, SIPSH, check, environment_at, finish, password_file, sipsh
import ds389
import samba
import slapd

KEN = "sip:kenmyer@contoso.com"
SIMPLE = 'bind: {method: simple, dn: "cn=admin,dc=contoso,dc=com", password_file: password}\n'


def simple_environment(work, name, lines):
    folder = environment_at(os.path.join(work, name), lines + SIMPLE)
    password_file(folder, "secret")
    return folder


def mirror_pair(work):
    """Two slapds that keep each other up to date. Their ports must be known before either is written."""
    ports = [slapd.free_port(), slapd.free_port()]
    servers = []
    for number, port in enumerate(ports, 1):
        replicas = "\n".join(
            f'syncrepl rid=00{i} provider=ldap://127.0.0.1:{each} bindmethod=simple '
            'binddn="cn=admin,dc=contoso,dc=com" credentials=secret searchbase="dc=contoso,dc=com" '
            'type=refreshAndPersist retry="1 +"' for i, each in enumerate(ports, 1) if each != port)
        server = slapd.Slapd(os.path.join(work, f"mirror{number}"), ldif=SEED if number == 1 else None,
                             durable=False, extra=f"moduleload syncprov\nserverID {number}",
                             overlays=replicas + "\nmultiprovider on\noverlay syncprov")
        server.port, server.tcp_url = port, f"ldap://127.0.0.1:{port}"
        servers.append(server)
    return servers


def wait_until(question, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False


def failover(work):
    first, second = mirror_pair(work)
    with first, second:
        both = simple_environment(work, "both", f"directory: {first.tcp_url} {second.tcp_url}\n")
        only = [simple_environment(work, f"only{i}", f"directory: {each.tcp_url}\n")
                for i, each in enumerate((first, second), 1)]
        enabled = f"(Get-CsUser {KEN}).Enabled"
        check("the second has what the first was given",
              wait_until(lambda: sipsh(only[1], enabled)[1].strip() == "True"))
        code, text = sipsh(both, f"Set-CsUser {KEN} -Enabled $false; {enabled}")
        check("a change with both there", code == 0 and text.strip() == "False", text)
        check("reaches the second", wait_until(lambda: sipsh(only[1], enabled)[1].strip() == "False"))
        # One session, the first server stopped in its middle.
        stop = (f"kill -INT {first.pid()}; "
                f"while (exec 3<>/dev/tcp/127.0.0.1/{first.port}) 2>/dev/null; do sleep 0.05; done")
        code, text = sipsh(both, f"{enabled}; bash -c '{stop}'; Set-CsUser {KEN} -Enabled $true; {enabled}")
        check("the first stopped midway, the second takes over",
              code == 0 and text.split() == ["False", "True"], text)
        check("which is the one that has it", sipsh(only[1], enabled)[1].strip() == "True")
        first.process.wait(10)
        code, text = sipsh(only[0], enabled)
        check("the stopped one is named", first.tcp_url in text and "can not be reached" in text, text)
        first.ldif = None  # It has its data already.
        first.start()
        check("started again, it catches up", wait_until(lambda: sipsh(only[0], enabled)[1].strip() == "True"))


def certificates(work):
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "contract", "contract_servers.py")
    folder = os.path.join(work, "tls")
    facts = dict(line.split("=", 1) for line in subprocess.run(
        ["/usr/bin/python3", tool, "slapd", "start", folder], stdout=subprocess.PIPE, text=True,
        check=True).stdout.splitlines())
    try:
        users = "(Get-ADUser -Filter * -ErrorAction Stop | Measure-Object).Count"
        for name, lines, code, words in (
                ("StartTLS", f"directory: {facts['network']}\ntls: {{ca_file: {facts['ca']}, starttls: true}}\n",
                 None, ""),
                ("ldaps", f"directory: {facts['secure']}\ntls: {{ca_file: {facts['ca']}}}\n", None, ""),
                ("another CA", f"directory: {facts['network']}\n"
                 f"tls: {{ca_file: {facts['other_ca']}, starttls: true}}\n", 1, "not trusted"),
                ("no such CA file", f"directory: {facts['secure']}\ntls: {{ca_file: /nonexistent.pem}}\n",
                 1, "can not be read")):
            environment = simple_environment(work, "tls-" + name.replace(" ", "-"), lines)
            got, text = sipsh(environment, users)
            if code is None:
                # The directory is empty: that the base is missing was said over TLS.
                check(name, "not trusted" not in text and "can not be reached" not in text, text)
            else:
                check(name, got == code and words in text, text)
    finally:
        subprocess.run(["/usr/bin/python3", tool, "slapd", "stop", facts["folder"]], check=False)


def kerberos(work):
    with samba.Samba(os.path.join(work, "dc"), ldif=SEED, services="ldap, kdc") as server:
        name = server.address
        configuration = os.path.join(work, "krb5.conf")
        with open(configuration, "w", encoding="ascii") as out:
            out.write(f"[libdefaults]\n default_realm = {samba.REALM}\n dns_lookup_kdc = false\n"
                      " dns_lookup_realm = false\n dns_canonicalize_hostname = false\n rdns = false\n"
                      f" udp_preference_limit = 1\n[realms]\n {samba.REALM} = {{\n  kdc = {name}\n }}\n"
                      f"[domain_realm]\n {name} = {samba.REALM}\n")
        environment = {"KRB5_CONFIG": configuration, "KRB5CCNAME": "FILE:" + os.path.join(work, "ticket")}
        folder = environment_at(os.path.join(work, "kerberos"),
                                f"directory: ldap://{name}\nbind: {{method: gssapi}}\n")
        code, text = sipsh(folder, f"(Get-CsUser {KEN}).SipAddress", **environment)
        check("without a ticket", "kinit" in text and KEN not in text, text)
        got = subprocess.run(["kinit", f"Administrator@{samba.REALM}"], input=samba.PASSWORD + "\n",
                             env={**os.environ, **environment}, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, check=False)
        check("kinit", got.returncode == 0, got.stdout)
        code, text = sipsh(folder, f"(Get-CsUser {KEN}).SipAddress", **environment)
        check("with a ticket", code == 0 and text.strip() == KEN, text)
        code, text = sipsh(folder, f"Set-CsUser {KEN} -Enabled $false; (Get-CsUser {KEN}).Enabled", **environment)
        check("and it may write", code == 0 and text.strip() == "False", text)


def weekend(work, name, server_class):
    """The example's cut-over, twice: the second run finds all done."""
    with server_class(os.path.join(work, name), ldif=SEED) as server:
        folder = os.path.join(work, "of-" + name)
        shutil.copytree(CUTOVER, folder)
        server.point(folder)
        for turn in ("first", "second"):
            result = subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, "-File",
                                     os.path.join(folder, "cutover.ps1")], capture_output=True, text=True,
                                    timeout=90, check=False)
            check(f"{name}: the {turn} run", result.returncode == 0, result.stdout + result.stderr)
        code, text = sipsh(folder, "(Get-CsPersistentChatEndpoint).SipAddress; "
                                   "@(Get-CsUser -Filter { SipAddress -eq 'sip:ocschat@contoso.com' }).Count")
        check(f"{name}: what stands", code == 0 and text.split() == ["sip:ocschat@contoso.com", "0"], text)


ACCOUNT = ("$u = Get-ADUser ocschat -Properties Description, MemberOf; $u.SID; $u.ObjectGUID; $u.Description; "
           "$u.MemberOf; $u.Enabled; (Get-CsUser sip:ocschat@contoso.com).RegistrarPool")


def brought_back(work, recycle_bin):
    """The well-known user, deleted by a cut-over and by hand, is the same account after the undoing.

    Samba refuses to undelete what lies in a Recycle Bin (its code expects isRecycled, which is not there):
    then the account is added anew, and that is told."""
    name = "bin" if recycle_bin else "no-bin"
    with samba.Samba(os.path.join(work, "dc-" + name), ldif=SEED, recycle_bin=recycle_bin) as server:
        folder = os.path.join(work, "of-" + name)
        shutil.copytree(CUTOVER, folder)
        server.point(folder)
        code, text = sipsh(folder, "New-ADGroup Lookups -GroupScope Global -Path 'OU=Users,dc=contoso,dc=com'; "
                                   "Add-ADGroupMember Lookups -Members ocschat; "
                                   "Set-ADUser ocschat -Description 'of the chat'")
        before = sipsh(folder, ACCOUNT)[1].split("\n")
        check(f"{name}: an account in a group", len(before) > 5 and "Lookups" in before[3], (text, before))
        plan = f"{folder}/plan.yaml"
        code, text = sipsh(folder, f"New-CsCutoverPlan {plan} -LegacyPool gcpool.contoso.com -TargetPool "
                                   f"pcpool.contoso.com | Out-Null; Test-CsCutoverPlan {plan} | "
                                   "Where-Object Id -eq recycle-bin | ForEach-Object { $_.Result; $_.Evidence }")
        want = "is on" if recycle_bin else "with its SID, without its password"
        check(f"{name}: the check tells", want in text, text)
        code, text = sipsh(folder, f"Invoke-CsCutover {plan} -Confirm:$false | Out-Null")
        check(f"{name}: cut over", code == 0, text)
        code, text = sipsh(folder, "Undo-CsCutover -Confirm:$false | Out-Null; "
                                   f"Get-CsCutover -Report {folder}/told.txt | Out-Null; Get-Content {folder}/told.txt")
        check(f"{name}: and back", code == 0, text)
        after = sipsh(folder, ACCOUNT)[1].split("\n")
        if recycle_bin:
            check("bin: the server's refusal is told", "added anew" in text, text)
            check("bin: and all but the ids is back", after[2:] == before[2:], (before, after))
            return
        # Without a password nobody signs in: it comes back disabled, which is told.
        check("no-bin: the same account", after[:4] == before[:4] and after[5:] == before[5:],
              (before, after, text))
        check("no-bin: disabled, for want of a password", after[4] == "False" and "password" in text, text)
        code, text = sipsh(folder, "Remove-ADUser ocschat -Confirm:$false; Get-CsChange | Select-Object -Last 1 | "
                                   "Undo-CsChange -Confirm:$false")
        check("no-bin: after Remove-ADUser, too", sipsh(folder, ACCOUNT)[1].split("\n") == after, text)


with tempfile.TemporaryDirectory(prefix="sipsh-servers-") as work_folder:
    weekend(work_folder, "389-ds", ds389.Ds389)
    weekend(work_folder, "samba", samba.Samba)
    brought_back(work_folder, False)
    brought_back(work_folder, True)
    failover(work_folder)
    certificates(work_folder)
    kerberos(work_folder)
finish()
