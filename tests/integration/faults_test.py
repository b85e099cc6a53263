"""faults_test.py SIPSH : what an administrator is told when the way to the directory, or the server, fails.

slapd behind a proxy that cuts where it is told; slapds that are replicas, read-only or full. Each ends in a
clear error, and nothing is half done unnoticed.
"""
import os
import tempfile

import ldap

from common import SEED, check, environment_at, finish, journal_text, password_file, sipsh
from ldap_proxy import Fault, LdapProxy
import slapd

KEN = "sip:kenmyer@contoso.com"
SIMPLE = 'bind: {method: simple, dn: "cn=admin,dc=contoso,dc=com", password_file: password}\n'
ENABLED = f"(Get-CsUser {KEN}).Enabled"


def behind(work, name, url):
    folder = environment_at(os.path.join(work, name), f"directory: {url}\n{SIMPLE}")
    password_file(folder, "secret")
    return folder


def enabled(folder):
    return sipsh(folder, ENABLED)[1].strip()


def set_enabled(folder, value):
    return sipsh(folder, f"Set-CsUser {KEN} -Enabled ${value}")


def uncertain(text):
    return "may or may not have been made" in text


def cuts(work, server):
    with LdapProxy("127.0.0.1", server.port) as proxy:
        folder, direct = behind(work, "proxied", proxy.url), behind(work, "direct", server.tcp_url)

        proxy.delay = 0.1
        code, text = set_enabled(folder, "false")
        check("a slow server only takes longer", code == 0 and enabled(direct) == "False", text)
        proxy.delay = 0.0

        proxy.fail = Fault("search", "after")
        code, text = sipsh(folder, ENABLED)
        check("a search that was cut is asked again", code == 0 and "False" in text, text)

        proxy.fail = Fault("bind", "before", again=True)
        code, text = sipsh(folder, ENABLED)
        check("a server that hangs up is named", proxy.url in text and "broke" in text, text)
        proxy.refuse = False

        proxy.fail = Fault("modify", "before")
        code, text = set_enabled(folder, "true")
        check("a write cut before the server", code == 1 and uncertain(text), text)
        check("the entry is as it was", enabled(direct) == "False")
        check("the journal says so", uncertain(journal_text(folder)), journal_text(folder)[-400:])

        proxy.fail = Fault("modify", "middle")
        code, text = set_enabled(folder, "true")
        check("a write cut in its middle", code == 1 and uncertain(text), text)
        check("half a request changes nothing", enabled(direct) == "False")

        proxy.fail = Fault("modify", "after")
        code, text = set_enabled(folder, "true")
        check("a write whose answer is lost is found to stand", code == 0, text)
        check("and stands", enabled(direct) == "True")

        proxy.fail = fault = Fault("modify", "half-closed")
        code, text = set_enabled(folder, "false")
        check("the same when only one direction is closed", code == 0 and enabled(direct) == "False",
              f"exit code {code}, answered: {fault.answered}, now {enabled(direct)}: {text}")

        proxy.fail = Fault("modify", "after", again=True)
        code, text = set_enabled(folder, "true")
        check("a write whose answer is lost, the server away", code == 1 and uncertain(text), text)
        check("names the entry to look at", "Ken Myer" in text, text)
        check("was made all the same", enabled(direct) == "True")


def limits(work):
    with slapd.Slapd(os.path.join(work, "limited"), ldif=SEED, durable=False, overlays="limits * size=3") as server:
        folder = behind(work, "of-limits", server.tcp_url)
        # The administrator is not limited: ask as anybody.
        path = os.path.join(folder, "environment.yaml")
        with open(path, encoding="utf-8") as source:
            text = source.read().replace(SIMPLE, "bind: {method: anonymous}\n")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        code, text = sipsh(folder, "Get-CsUser | Select-Object -ExpandProperty SipAddress")
        check("the server's limit is told", code == 1 and "limit" in text, text)


def refusing(work, name, extra, words):
    with slapd.Slapd(os.path.join(work, name.replace(" ", "-")), ldif=SEED, durable=False, overlays=extra) as server:
        folder = behind(work, "of-" + name, server.tcp_url)
        code, text = set_enabled(folder, "false")
        check(f"{name}: an error", code == 1 and words in text, text)
        check(f"{name}: nothing changed", enabled(folder) == "True")


def fill(server):
    """Adds entries until the database has no room; smaller ones towards the end."""
    connection = ldap.initialize(server.tcp_url)
    connection.simple_bind_s("cn=admin,dc=contoso,dc=com", "secret")
    number, size = 0, 20000
    while size >= 1:
        number += 1
        try:
            connection.add_s(f"ou=fill{number},dc=contoso,dc=com",
                             [("objectClass", b"organizationalUnit"), ("ou", f"fill{number}".encode()),
                              ("description", b"x" * size)])
        except ldap.OTHER:
            size //= 4
    connection.unbind_s()


def full_disk(work):
    with slapd.Slapd(os.path.join(work, "full"), ldif=SEED, durable=False, overlays="maxsize 1000000") as server:
        folder = behind(work, "of-full", server.tcp_url)
        fill(server)
        endpoint = "-SipAddress sip:rooms@contoso.com -PersistentChatPoolFqdn pcpool.contoso.com"
        code, text = sipsh(folder, f"New-CsPersistentChatEndpoint {endpoint}")
        check("a full database is told", code == 1 and "the server met a fault of its own" in text, text[-600:])
        check("and changed nothing", "rooms" not in sipsh(folder, "Get-CsPersistentChatEndpoint")[1])


with tempfile.TemporaryDirectory(prefix="sipsh-faults-") as work_folder:
    with slapd.Slapd(os.path.join(work_folder, "slapd"), ldif=SEED, durable=False) as main_server:
        cuts(work_folder, main_server)
    limits(work_folder)
    refusing(work_folder, "read-only replica", "readonly on", "refused to modify")
    refusing(work_folder, "replica",
             'syncrepl rid=1 provider=ldap://127.0.0.1:1 bindmethod=simple searchbase="dc=contoso,dc=com" '
             "type=refreshOnly retry=\"60 +\"\nupdateref ldap://dc1.contoso.com", "ldap://dc1.contoso.com")
    full_disk(work_folder)
finish()
