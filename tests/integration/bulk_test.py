"""bulk_test.py SIPSH : users changed in bulk on a slapd, one by one and by transactions: what the server
refuses is named and the others stand; whoever is stopped midway has a record of everything that was made."""
import json
import os
import signal
import subprocess
import tempfile
import time

from common import SEED, SIPSH, check, environment_at, finish, journal_text, sipsh
import slapd

COUNT = 4000
ASIDE = (7, 8, 640)  # The server refuses to change these.

# A class that lets its entries have an address and no private line.
NARROW = ("objectclass ( 1.3.6.1.4.1.4203.666.99.1 NAME 'narrow' SUP top AUXILIARY MAY ( "
          "msRTCSIP-PrimaryUserAddress $ msRTCSIP-UserEnabled $ msRTCSIP-OptionFlags ) )")


def write_users(path):
    with open(SEED, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as out:
        out.write(source.read().rstrip("\n") + "\n\n")
        out.write("dn: ou=Bulk,dc=contoso,dc=com\nobjectClass: organizationalUnit\nou: Bulk\n\n")
        for number in range(COUNT):
            name = f"bulk{number}"
            classes = ("inetOrgPerson\nobjectClass: narrow" if number in ASIDE else
                       "user\nmsRTCSIP-PrivateLine: tel:+10")
            out.write(f"dn: cn={name},ou=Bulk,dc=contoso,dc=com\nobjectClass: top\nobjectClass: person\n"
                      f"objectClass: organizationalPerson\nobjectClass: {classes}\ncn: {name}\nsn: Bulk\n"
                      f"msRTCSIP-PrimaryUserAddress: sip:{name}@contoso.com\n"
                      f"msRTCSIP-UserEnabled: TRUE\nmsRTCSIP-OptionFlags: 257\n\n")


def users_with(server, line):
    found = subprocess.run(["ldapsearch", "-Q", "-Y", "EXTERNAL", "-LLL", "-o", "ldif-wrap=no", "-H",
                            server.url, "-b", "dc=contoso,dc=com", f"(msRTCSIP-PrivateLine={line})", "1.1"],
                           capture_output=True, text=True, check=True).stdout
    return {text[4:] for text in found.splitlines() if text.startswith("dn: ")}


def records(folder):
    """By id: the DN, the value written, and whether it was made (None: nothing known)."""
    found = {}
    for line in journal_text(folder).splitlines():
        record = json.loads(line)
        if "id" in record:
            values = {name: value for _, name, value in record["changes"][0]["modifications"]}
            found[record["id"]] = [record["target"], values["msRTCSIP-PrivateLine"][0], None]
        else:
            found[record["of"]][2] = record["applied"][0]
    return found


def command(folder, line):
    return (f"0..{COUNT - 1} | ForEach-Object {{ \"sip:bulk$_@contoso.com\" }} | "
            f"Set-CsUser -PrivateLine {line}")


def refused(name, folder, server):
    code, shown = sipsh(folder, command(folder, "tel:+12"))
    named = [number for number in range(COUNT) if f"cn=bulk{number}," in shown]
    check(f"{name}: three errors, which name their users", named == list(ASIDE), shown)
    check(f"{name}: the others stand", len(users_with(server, "tel:+12")) == COUNT - len(ASIDE))
    made = [record[2] for record in records(folder).values()]
    check(f"{name}: a record and a result of each", made.count(True) == COUNT - len(ASIDE)
          and made.count(False) == len(ASIDE), (made.count(True), made.count(False), made.count(None)))
    code, shown = sipsh(folder, command(folder, "tel:+12"))
    check(f"{name}: repeated, only those are tried", len(records(folder)) == COUNT + len(ASIDE), shown)


def stopped(name, folder, server, sent, line):
    """Stopped once some are made: by SIGINT, which lets it say so, and by SIGKILL, which does not."""
    process = subprocess.Popen([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, "-Command",
                                command(folder, line)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True)
    for _ in range(3000):
        if users_with(server, line):
            break
        time.sleep(0.005)
    process.send_signal(sent)
    shown = process.communicate(timeout=60)[0]
    made = users_with(server, line)
    known = [record for record in records(folder).values() if record[1] == line]
    done = {record[0] for record in known if record[2]}
    open_ = {record[0] for record in known if record[2] is None}
    what = f"{name}, {sent.name}"
    check(f"{what}: stopped midway", 0 < len(made) < COUNT, len(made))
    check(f"{what}: whatever is recorded as made stands", done <= made, len(done - made))
    check(f"{what}: whatever stands was intended before", made <= done | open_, len(made - done - open_))
    if sent == signal.SIGINT:
        check(f"{what}: nothing is left open", not open_ and process.returncode == 130,
              (len(open_), process.returncode))
        check(f"{what}: says what was not done", "WARNING" in shown and "sip:bulk" in shown or
              "cn=bulk" in shown, shown)
        return
    code, shown = sipsh(folder, "(Get-CsChange | Where-Object State -eq Interrupted | "
                                "Measure-Object).Count")
    check(f"{what}: the journal tells which are open", shown.strip() == str(len(open_)), shown)
    code, shown = sipsh(folder, "Get-CsChange | Where-Object State -eq Interrupted | "
                                "Undo-CsChange -Confirm:$false | Out-Null")
    check(f"{what}: those are found out and taken back", users_with(server, line) == done, shown)


with tempfile.TemporaryDirectory(prefix="sipsh-bulk-") as work:
    ldif = os.path.join(work, "users.ldif")
    write_users(ldif)
    for name, settings in (("one by one", ""), ("transactions", "\ntransactions: true")):
        place = os.path.join(work, name.replace(" ", "-"))
        with slapd.Slapd(place + "-server", ldif=ldif, extra=NARROW,
                         durable=name != "one by one") as server:
            folder = environment_at(place, f"directory: {server.url}{settings}")
            refused(name, folder, server)
            stopped(name, folder, server, signal.SIGINT, "tel:+13")
            stopped(name, folder, server, signal.SIGKILL, "tel:+14")
finish()
