"""address_race_test.py SIPSH : many processes want one SIP address at the same moment. One gets it,
every other is told who has it, and the directory holds it once: on the embedded store, on slapd in one
environment (the lock decides), and on slapd from as many environments, where the server's `unique`
overlay decides. Where nothing decides, all but one at most are told that it is not theirs alone."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import slapd  # noqa: E402

SOURCE = os.path.join(ROOT, "examples", "cutover")
RACERS = 8
ADDRESS = "sip:rooms@contoso.com"
UNIQUE = "moduleload unique"
OVERLAY = """overlay unique
unique_uri "serialize ldap:///dc=contoso,dc=com?msRTCSIP-PrimaryUserAddress?sub"
"""

passed = failed = 0


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def command_line(folder, command):
    return [SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, "-Command", command]


# Every other racer spells the address in its own way, and half of them enable a user with it.
def racer(number):
    spelling = [ADDRESS, "ROOMS@contoso.com", "rooms@CONTOSO.com", "Sip:Rooms@Contoso.com"][number % 4]
    if number % 2:
        user = ["Ravi Patel", "Eva Corets"][number // 2 % 2]
        return f"Enable-CsUser '{user}' -RegistrarPool pool01.contoso.com -SipAddress {spelling}"
    return (f"New-CsPersistentChatEndpoint -SipAddress {spelling} "
            "-PersistentChatPoolFqdn pcpool.contoso.com")


def race(name, folders):
    running = [subprocess.Popen(command_line(folders[number % len(folders)], racer(number)),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
               for number in range(RACERS)]
    ends = [(number, *process.communicate(timeout=120), process.returncode)
            for number, process in enumerate(running)]
    winners = [end for end in ends if end[3] == 0]
    check(f"{name}: one winner", len(winners) == 1, ends)
    for number, _, errors, code in ends:
        if code == 0:
            continue
        text = re.sub(r"\s+", " ", errors)
        told = "FullyQualifiedErrorId: SipAddressInUse," in text or (
            # The other racer has enabled this very user meanwhile.
            number % 2 and ("UserAlreadyEnabled" in text or "DirectoryObjectChanged" in text))
        check(f"{name}: racer {number} is told properly", code == 1 and told, text)
        if "SipAddressInUse" in text:
            check(f"{name}: racer {number} is told the holder and the way out",
                  "Free it with" in text and "dc=contoso,dc=com" in text, text)
    found = subprocess.run(
        command_line(folders[0], f"(@(Get-CsUser -Filter {{ SipAddress -eq '{ADDRESS}' }}) + "
                     "@(Get-CsPersistentChatEndpoint)).SipAddress"),
        capture_output=True, text=True, timeout=60, check=False)
    check(f"{name}: the address is there once", found.stdout.lower().split() == [ADDRESS],
          found.stdout + found.stderr)


def undecided(name, folders):
    """Every fourth one through a pipeline, whose changes go in chunks."""
    lines = [f"'{['Amy Strande', 'Jonas Weber'][number // 4]}' | Set-CsUser -SipAddress {ADDRESS}"
             if number % 4 == 2 else racer(number) for number in range(RACERS)]
    running = [subprocess.Popen(command_line(folders[number], lines[number]), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True) for number in range(RACERS)]
    ends = [(number, *process.communicate(timeout=120), process.returncode)
            for number, process in enumerate(running)]
    check(f"{name}: one at most believes to have it alone", len([end for end in ends if end[3] == 0]) <= 1, ends)
    for number, _, errors, code in ends:
        text = re.sub(r"\s+", " ", errors)
        told = any(f"FullyQualifiedErrorId: {name_of_error}" in text for name_of_error in
                   ("SipAddressInUse,", "SipAddressHeldTwice,", "UserAlreadyEnabled,", "DirectoryObjectChanged,"))
        check(f"{name}: racer {number} is told properly", code == 0 or told, text)


with tempfile.TemporaryDirectory(prefix="sipsh-race-") as work:
    def copy(name, url=None):
        folder = os.path.join(work, name)
        shutil.copytree(SOURCE, folder)
        if url:
            slapd.point_environment_at(folder, url)
        return folder

    for turn in range(3):
        race(f"embedded, turn {turn}", [copy(f"embedded{turn}")])
    seed = os.path.join(SOURCE, "directory.ldif")
    for turn in range(2):
        with slapd.Slapd(os.path.join(work, f"slapd{turn}"), ldif=seed) as server:
            race(f"slapd, turn {turn}", [copy(f"served{turn}", server.url)])
    for turn in range(2):
        with slapd.Slapd(os.path.join(work, f"unique{turn}"), ldif=seed, extra=UNIQUE,
                         overlays=OVERLAY) as server:
            race(f"slapd, many environments, turn {turn}",
                 [copy(f"admin{turn}-{number}", server.url) for number in range(RACERS)])
    for turn in range(3):
        with slapd.Slapd(os.path.join(work, f"plain{turn}"), ldif=seed) as server:
            undecided(f"slapd without a rule, turn {turn}",
                      [copy(f"free{turn}-{number}", server.url) for number in range(RACERS)])
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
