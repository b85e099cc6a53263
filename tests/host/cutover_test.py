"""cutover_test.py SIPSH : examples/cutover, run twice on the embedded directory and on slapd, by the
same unchanged script. The end is read from the directory itself (on slapd with ldapsearch) and from the
chat file. guarded.ps1 likewise, and back again."""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import slapd  # noqa: E402

SOURCE = os.path.join(ROOT, "examples", "cutover")
ADDRESS = "sip:ocschat@contoso.com"
# What a server keeps of its own about every entry.
OPERATIONAL = ("structuralobjectclass", "entryuuid", "creatorsname", "createtimestamp", "entrycsn",
               "modifiersname", "modifytimestamp", "contextcsn")

passed = failed = 0


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def sipsh(folder, *arguments):
    return subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder,
                           *arguments], capture_output=True, text=True, timeout=60, check=False)


def entries_of(ldif):
    """{dn: {attribute: [values]}}, names in lower case."""
    entries = {}
    for block in re.split(r"\n\n+", re.sub(r"\n ", "", ldif)):
        entry = {}
        for line in block.split("\n"):
            name, colon, value = line.partition(":")
            if colon and not line.startswith("#") and name.lower() not in OPERATIONAL:
                entry.setdefault(name.lower(), []).append(value.strip())
        if "dn" in entry:
            dn = entry.pop("dn")[0].lower()
            entries[dn] = {name: sorted(values) for name, values in entry.items()}
    return entries


def read_embedded(folder):
    path = os.path.join(folder, "export.ldif")
    if os.path.exists(path):
        os.remove(path)
    result = sipsh(folder, "-Command", f"Export-CsDirectory '{path}'")
    check("the embedded directory is exported", result.returncode == 0, result.stderr)
    with open(path, encoding="utf-8") as source:
        return entries_of(source.read())


def read_slapd(server):
    result = subprocess.run(["ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-Y", "EXTERNAL", "-Q", "-H",
                             server.url, "-b", "dc=contoso,dc=com"],
                            capture_output=True, text=True, timeout=60, check=False)
    check("ldapsearch reads slapd", result.returncode == 0, result.stderr)
    return entries_of(result.stdout)


def holders(entries):
    return [dn for dn, entry in entries.items() for name in
            ("msrtcsip-primaryuseraddress", "proxyaddresses")
            if ADDRESS in (value.lower() for value in entry.get(name, []))]


def rooms_of(folder):
    """The chat file's rooms with the number of their messages."""
    path = os.path.join(folder, "chat.db")
    if not os.path.exists(path):
        return {}
    database = sqlite3.connect(path)
    try:
        return dict(database.execute("SELECT r.name, count(m.id) FROM room r "
                                     "LEFT JOIN message m ON m.room = r.id GROUP BY r.id"))
    finally:
        database.close()


ROOMS = {"News": 3, "Canteen": 1, "Town hall": 1, "Budget": 1, "Finance - Trading - Desk": 3,
         "Finance - Trading - Deals": 2}


def weekend(name, folder, read):
    script = os.path.join(folder, "cutover.ps1")
    with open(script, "rb") as ours, open(os.path.join(SOURCE, "cutover.ps1"), "rb") as original:
        check(f"{name}: the script is the example's", ours.read() == original.read())
    before = read()
    users = [dn for dn in holders(before) if "ou=service accounts" in dn]
    check(f"{name}: at first the well-known user holds the address", len(set(users)) == 1, users)

    result = sipsh(folder, "-File", script)
    check(f"{name}: the first run", result.returncode == 0, result.stdout + result.stderr)
    check(f"{name}: the first run deletes the user", "   deleted " in result.stdout, result.stdout)
    for line in ("   categories: 3 at the source, 0 before, 3 after",
                 "   rooms: 6 at the source, 0 before, 6 after",
                 "   disabled: 1 at the source, 0 before, 1 after", "RoomRenamed"):
        check(f"{name}: the first run says '{line}'", line in result.stdout + result.stderr,
              result.stdout + result.stderr)
    check(f"{name}: every room with its messages", rooms_of(folder) == ROOMS, rooms_of(folder))
    first = read()
    check(f"{name}: the well-known user is gone", users[0] not in first, sorted(first))
    held = holders(first)
    check(f"{name}: one contact holds the address", len(held) == 1 and
          "cn=application contacts" in held[0], held)
    contact = first[held[0]]
    service = contact.get("msrtcsip-applicationdestination", [""])[0].lower()
    check(f"{name}: it points at the trusted service of the pool",
          first.get(service, {}).get("msrtcsip-trustedserverfqdn") == ["pcpool.contoso.com"], contact)
    home = contact.get("msrtcsip-primaryhomeserver", [""])[0].lower()
    pool = home.split(",", 2)[2] if home.count(",") > 2 else ""
    check(f"{name}: it is homed where the pool is homed",
          first.get(pool, {}).get("dnshostname") == ["pool01.contoso.com"], contact)
    check(f"{name}: it is enabled", contact.get("msrtcsip-userenabled") == ["TRUE"], contact)
    others = {dn: entry for dn, entry in before.items() if dn != users[0]}
    check(f"{name}: nothing else was changed",
          others == {dn: entry for dn, entry in first.items() if dn in others})

    services = sipsh(folder, "-Command", "Get-CsWindowsService | Where-Object Confirmation | "
                     "ForEach-Object { \"$($_.Name) $($_.ComputerName) $($_.Confirmation)\" }")
    confirmed = sorted(line.split(",")[0] for line in services.stdout.splitlines())
    check(f"{name}: the operator confirmed that legacy chat stopped and the new one started",
          confirmed == ["GroupChat gc01.contoso.com stopped", "RTCCHAT pc01.contoso.com started",
                        "RTCCHAT pc02.contoso.com started"], services.stdout + services.stderr)

    result = sipsh(folder, "-File", script)
    check(f"{name}: the second run", result.returncode == 0, result.stdout + result.stderr)
    check(f"{name}: the second run finds nothing to delete",
          f"   no user holds {ADDRESS}" in result.stdout, result.stdout)
    check(f"{name}: the second run moves nothing", "   moved already" in result.stdout, result.stdout)
    check(f"{name}: the second run changes nothing", read() == first and rooms_of(folder) == ROOMS)
    return first


def guarded(name, folder, read):
    result = sipsh(folder, "-Command", "Enable-CsTopology")
    check(f"{name}: the topology is enabled", result.returncode == 0, result.stderr)
    before = read()
    script = os.path.join(folder, "guarded.ps1")
    for turn in ("first", "second"):
        result = sipsh(folder, "-File", script)
        check(f"{name}: guarded, the {turn} run", result.returncode == 0,
              result.stdout + result.stderr)
        check(f"{name}: guarded, the {turn} run tells the counts",
              "   messages: 11 moved, 0 before, 11 after" in result.stdout, result.stdout)
        check(f"{name}: guarded, the {turn} run leaves the rooms there", rooms_of(folder) == ROOMS)
    result = sipsh(folder, "-Command", "(Undo-CsCutover -Confirm:$false).State")
    check(f"{name}: guarded, back", result.stdout.strip() == "Undone", result.stdout + result.stderr)
    check(f"{name}: guarded, all is as before", rooms_of(folder) == {} and read() == before,
          rooms_of(folder))


def without_names(entries):
    """What must be alike on all directories: the endpoint's random name taken out, and the surname
    that only some schemas demand of a contact."""
    lines = [f"{dn}: {name}={value}".lower() for dn, entry in entries.items()
             for name, values in entry.items() for value in values
             if ("cn=application contacts" in dn and name != "sn") or "ou=" in dn]
    return sorted(re.sub(r"\{[0-9a-f-]{36}\}", "{}", line) for line in lines)


with tempfile.TemporaryDirectory(prefix="sipsh-cutover-") as work:
    embedded, served, rehearsed = (os.path.join(work, name)
                                   for name in ("embedded", "served", "rehearsed"))
    for folder in (embedded, served, rehearsed):
        shutil.copytree(SOURCE, folder)
    guarded("embedded", rehearsed, lambda: read_embedded(rehearsed))
    ends = [weekend("embedded", embedded, lambda: read_embedded(embedded))]
    try:
        with slapd.Slapd(os.path.join(work, "slapd"),
                         ldif=os.path.join(SOURCE, "directory.ldif")) as server:
            slapd.point_environment_at(served, server.url)
            ends.append(weekend("slapd", served, lambda: read_slapd(server)))
        alike = [without_names(end) for end in ends]
        check("both directories end alike", alike[0] == alike[1],
              set(alike[0]).symmetric_difference(alike[1]))
    except (OSError, RuntimeError) as error:
        check("slapd starts", False, error)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
