"""kill_test.py SIPSH KILL_AT_WRITE.so [embedded|slapd|slapd-transactions|389ds|samba ...] [--every N | --each]

Kills the guarded cut-over, rooms and messages included, with SIGKILL at every write it makes, to a file or
to a server, whole and torn, and then goes on and goes back: Resume-CsCutover and Undo-CsCutover must each
end in one of the two whole states, as an untroubled run leaves them; the whole directory and everything in
the chat file are compared. The same for a kill within the undoing. A kill finds the same state before a
write and before the question to a server, or the sync, that comes ahead of it: of such writes only the last
is tried; torn only what goes to files. --every N tries only every N-th of those (the first and the last
always); --each tries each single write.
"""
import glob
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

SIPSH, SHIM = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import ldap  # noqa: E402
import ldif  # noqa: E402

import ds389  # noqa: E402
import samba  # noqa: E402
import slapd  # noqa: E402

SEED = os.path.join(ROOT, "examples", "cutover")
ADDRESS = "sip:ocschat@contoso.com"
USER = "CN=Group Chat Lookup,OU=Service Accounts,dc=contoso,dc=com"
CONTACTS = "CN=Application Contacts,CN=RTC Service,CN=Services,CN=Configuration,dc=contoso,dc=com"
# What servers stamp on entries of their own accord.
VOLATILE = ("when", "usn", "objectguid", "dscorepropagationdata", "lastlogon", "modifytimestamp",
            "badp", "logoncount")
problems = 0
kills = 0


def problem(where, text):
    global problems
    problems += 1
    if problems <= 20:
        print(f"FAILED {where}: {text}")


def sipsh(folder, script, fault=None, torn=False, count=None):
    environment = dict(os.environ)
    if fault or count:
        environment.update(LD_PRELOAD=SHIM, SIPSH_FAULT_FOLDER=os.path.realpath(folder))
    if fault:
        environment["SIPSH_FAULT_AT"] = str(fault)
    if torn:
        environment["SIPSH_FAULT_TORN"] = "1"
    if count:
        environment["SIPSH_FAULT_COUNT"] = count
    return subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder,
                           "-FailOnError", "-Command", script], capture_output=True, text=True,
                          timeout=120, check=False, env=environment)


INVOKE = "Invoke-CsCutover {0}/plan.yaml -Confirm:$false -ReplicationTimeout 10 | Out-Null"
RESUME = "Resume-CsCutover -Confirm:$false -ReplicationTimeout 10 | Out-Null"
UNDO = "Undo-CsCutover -Confirm:$false -ReplicationTimeout 10 | Out-Null"
EXPORT = ("; Export-CsDirectory {0}/now.ldif -Force | Out-Null; "
          "@(Get-CsCutover) | ForEach-Object State; @(Get-CsChange).Count | Out-Null")


def entries(path):
    """The whole directory, as a comparable value."""
    found = {}
    with open(path, encoding="utf-8") as source:
        for record in source.read().replace("\n ", "").split("\n\n"):
            lines = [line for line in record.strip().split("\n") if line and line[0] != "#"]
            lines = [line for line in lines if not line.lower().startswith(("version:",) + VOLATILE)]
            if lines:
                found[lines[0].lower()] = sorted(lines[1:])
    return found


CHAT = {
    "addin": "SELECT name, url FROM addin",
    "category": "SELECT name, description, invitations, file_upload, chat_history FROM category",
    "room": "SELECT r.name, c.name, r.description, r.privacy, r.type, r.invitations, r.disabled, "
            "a.name FROM room r JOIN category c ON c.id = r.category "
            "LEFT JOIN addin a ON a.id = r.addin",
    "category list": "SELECT c.name, l.role, p.name FROM category_list l "
                     "JOIN category c ON c.id = l.category JOIN principal p ON p.id = l.principal",
    "room list": "SELECT r.name, l.role, p.name FROM room_list l "
                 "JOIN room r ON r.id = l.room JOIN principal p ON p.id = l.principal",
    "message": "SELECT r.name, m.author, m.posted, m.text FROM message m "
               "JOIN room r ON r.id = m.room",
}


def chat(folder):
    """Everything the pools hold, as a comparable value; how often a message is there counts."""
    path = os.path.join(folder, "chat.db")
    if not os.path.exists(path):
        return {name: [] for name in CHAT}
    database = sqlite3.connect(path)
    try:
        return {name: sorted(map(repr, database.execute(query))) for name, query in CHAT.items()}
    finally:
        database.close()


def everything(folder):
    return {**entries(os.path.join(folder, "now.ldif")), **chat(folder)}


def difference(want, have):
    lines = [f"missing {dn}" for dn in want if dn not in have]
    lines += [f"surplus {dn}" for dn in have if dn not in want]
    for dn in want:
        if dn in have and want[dn] != have[dn]:
            lines.append(f"{dn}: {set(want[dn]) ^ set(have[dn])}")
    return "; ".join(lines)


class Embedded:
    """The directory lies in the folder: copying the folder copies the state."""
    choice = "Delete"
    name = "embedded"
    twins = True

    def prepare(self, work):
        folder = os.path.join(work, "base")
        shutil.copytree(SEED, folder)
        return folder

    def reset(self):
        pass

    def stop(self):
        pass


class OnServer:
    """One server for all runs; what a run changes is put back from the seed."""
    twins = False

    def __init__(self, name, start, choice="Delete", settings=""):
        self.name, self.begin, self.choice, self.settings = name, start, choice, settings
        self.server = None

    def prepare(self, work):
        self.server = self.begin(os.path.join(work, "server")).start()
        folder = os.path.join(work, "base")
        shutil.copytree(SEED, folder)
        self.server.point(folder)
        with open(os.path.join(folder, "environment.yaml"), "a", encoding="utf-8") as out:
            out.write(self.settings)
        self.connection = ldap.initialize(self.server.tcp_url)
        self.connection.set_option(ldap.OPT_REFERRALS, 0)
        self.connection.simple_bind_s(
            getattr(self.server, "bind_dn", "cn=admin,dc=contoso,dc=com"),
            getattr(self.server, "password", "secret"))
        with open(os.path.join(SEED, "directory.ldif"), "rb") as source:
            records = ldif.LDIFRecordList(source)
            records.parse()
        self.user = next(attributes for dn, attributes in records.all_records
                         if dn.lower() == USER.lower())
        return folder

    def reset(self):
        for dn, _ in self.connection.search_s(CONTACTS, ldap.SCOPE_ONELEVEL, attrlist=["1.1"]):
            self.connection.delete_s(dn)
        try:
            if self.choice == "Delete":
                self.connection.delete_s(USER)
        except ldap.NO_SUCH_OBJECT:
            pass
        if self.choice == "Delete":
            self.connection.add_s(USER, list(self.user.items()))
            return
        sip = {name: values for name, values in self.user.items()
               if name.startswith("msRTCSIP-") or name == "proxyAddresses"}
        self.connection.modify_s(USER, [(ldap.MOD_REPLACE, name, values)
                                        for name, values in sip.items()])

    def stop(self):
        if self.server:
            self.server.stop()


def servers():
    seed = os.path.join(SEED, "directory.ldif")
    return [OnServer("slapd", lambda folder: slapd.Slapd(folder, ldif=seed, durable=False)),
            OnServer("slapd-transactions", lambda folder: slapd.Slapd(folder, ldif=seed),
                     settings="transactions: true\n"),
            OnServer("389ds", lambda folder: ds389.Ds389(folder, ldif=seed, durable=False)),
            OnServer("samba", lambda folder: samba.Samba(folder, ldif=seed), choice="Clear")]


class Trial:
    def __init__(self, store, work, every):
        self.store, self.work, self.every = store, work, every
        self.base = store.prepare(work)
        made = sipsh(self.base, "New-CsCutoverPlan {0}/plan.yaml -LegacyPool gcpool.contoso.com "
                     "-TargetPool pcpool.contoso.com -DisplayName 'Group Chat' -OldUser {1} -MoveChatData "
                     "| Out-Null"
                     .format(self.base, store.choice) + EXPORT.format(self.base))
        if made.returncode != 0:
            raise RuntimeError(made.stdout + made.stderr)
        self.before = everything(self.base)
        self.done = self.copy(self.base, "done")
        self.writes = self.kinds_of(self.done, INVOKE)
        shown = sipsh(self.done, "$null" + EXPORT.format(self.done))
        self.after = everything(self.done)
        moved = self.after["room"] and self.after["message"] and not self.before["room"]
        if shown.returncode != 0 or self.after == self.before or not moved \
                or "Done" not in shown.stdout:
            raise RuntimeError("the untroubled run: " + shown.stdout + shown.stderr)
        undone = self.copy(self.done, "undone")
        self.undo_writes = self.kinds_of(undone, UNDO)

    def kinds_of(self, folder, script):
        """A letter for each write of an untroubled run; kill_at_write.cc tells them."""
        counted = os.path.join(self.work, "count")
        whole = sipsh(folder, script.format(folder), count=counted)
        if whole.returncode != 0:
            raise RuntimeError(whole.stdout + whole.stderr)
        with open(counted, encoding="ascii") as source:
            return source.read()

    def copy(self, source, name):
        target = os.path.join(self.work, name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        return target

    def points(self, writes, torn):
        """The writes to kill at, counted from 1."""
        if self.every == 0:
            return [at for at, kind in enumerate(writes, 1) if not torn or kind == "f"]
        if torn:
            points = [at for at, kind in enumerate(writes, 1) if kind == "f"]
        else:
            points = [at for at, kind in enumerate(writes, 1) if kind not in "qs"]
        return sorted({*points[::self.every], *points[-1:]})

    def kill(self, folder, script, point, torn):
        global kills
        result = sipsh(folder, script.format(folder), fault=point, torn=torn)
        killed = result.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        kills += killed
        if not killed and result.returncode != 0:
            problem(f"{self.store.name} at write {point}", result.stdout + result.stderr)
        return killed

    def begun(self, folder):
        """Whether the run's journal has a whole line: before it, nothing can have been changed."""
        for path in glob.glob(os.path.join(folder, "cutover", "*", "run.jsonl")):
            with open(path, encoding="utf-8", errors="replace") as source:
                for line in source.read().split("\n")[:-1]:
                    if json.loads(line).get("what") == "begin":
                        return True
        return False

    def expect(self, where, folder, script, want, state):
        result = sipsh(folder, script.format(folder) + EXPORT.format(folder))
        if result.returncode != 0:
            return problem(where, result.stdout + result.stderr)
        wrong = difference(want, everything(folder))
        if wrong:
            problem(where, wrong)
        if state and state not in result.stdout.split():
            problem(where, f"the run is not {state}: {result.stdout}")
        return None

    def go_on(self, folder, where):
        again = RESUME if self.begun(folder) else INVOKE
        self.expect(where + ", then on", folder, again, self.after, "Done")

    def go_back(self, folder, where):
        if self.begun(folder):
            self.expect(where + ", then back", folder, UNDO, self.before, "Undone")
        else:
            self.expect(where + ", nothing begun", folder, "$null", self.before, None)

    def cutover(self, torn):
        for point in self.points(self.writes, torn):
            where = f"{self.store.name}: cut-over killed at write {point}{' (torn)' if torn else ''}"
            for turn in (self.go_on, self.go_back):
                self.store.reset()
                folder = self.copy(self.base, "killed")
                self.kill(folder, INVOKE, point, torn)
                if not self.store.twins:
                    turn(folder, where)
                    continue
                twin = self.copy(folder, "twin")
                self.go_on(folder, where)
                self.go_back(twin, where)
                break

    def undo(self, torn):
        """From the whole cut-over back; killed at every write of that."""
        for turn, point in enumerate(self.points(self.undo_writes, torn)):
            where = f"{self.store.name}: undo killed at write {point}{' (torn)' if torn else ''}"
            self.store.reset()
            folder = self.copy(self.base, "killed") if not self.store.twins else \
                self.copy(self.done, "killed")
            if not self.store.twins and sipsh(folder, INVOKE.format(folder)).returncode != 0:
                problem(where, "the run before it failed")
            killed = self.kill(folder, UNDO, point, torn)
            again = RESUME if killed and turn % 2 and "undo" in self.operations(folder) else UNDO
            if not killed:
                again = "$null"
            self.expect(where, folder, again, self.before, "Undone")

    def operations(self, folder):
        text = ""
        for path in glob.glob(os.path.join(folder, "cutover", "*", "run.jsonl")):
            with open(path, encoding="utf-8", errors="replace") as source:
                text += "\n".join(line for line in source.read().split("\n")[:-1]
                                  if '"what":"begin"' in line)
        return text


def main():
    arguments = sys.argv[3:]
    every = 1
    if "--every" in arguments:
        at = arguments.index("--every")
        every = int(arguments[at + 1])
        del arguments[at:at + 2]
    if "--each" in arguments:
        every = 0
        arguments.remove("--each")
    for store in [Embedded(), *servers()]:
        if arguments and store.name not in arguments:
            continue
        with tempfile.TemporaryDirectory(prefix="sipsh-kill-") as work:
            try:
                trial = Trial(store, work, every)
                for torn in (False, True):
                    trial.cutover(torn)
                    trial.undo(torn)
                points = [len(trial.points(writes, torn)) for writes in (trial.writes, trial.undo_writes)
                          for torn in (False, True)]
                print(f"{store.name}: {len(trial.writes)} writes in a cut-over, {len(trial.undo_writes)} in an "
                      f"undoing; killed at {points[0]}, torn {points[1]}; and at {points[2]}, torn {points[3]}")
            finally:
                store.stop()
    print(f"{kills} kills, {problems} problems")
    return 1 if problems else 0


sys.exit(main())
