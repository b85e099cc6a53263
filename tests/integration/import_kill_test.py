"""import_kill_test.py SIPSH KILL_AT_WRITE.so [--every N]

Kills Import-CsPersistentChatData with SIGKILL at every write it makes, whole and torn. What is left
is then taken both ways: the same command again must end in what an untroubled import leaves, no
message doubled and none lost; Undo-CsChange must end in what was there before. The same for kills
within the undoing. The target pool holds a room, messages and a category of its own beforehand, which
the import overwrites. --every N tries only every N-th write (the first and the last always).
"""
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
import chat_dumps  # noqa: E402

MESSAGES = 3500  # Several transactions.
IMPORT = ("Import-CsPersistentChatData -DBInstance pcpool.contoso.com -FileName {0}/chat.zip "
          "-Confirm:$false -WarningAction SilentlyContinue")
# The newest import that may have done something.
UNDO = ("$c = Get-CsChange | Where-Object Cmdlet -eq Import-CsPersistentChatData | "
        "Where-Object State -in Done, Interrupted | Sort-Object Id | Select-Object -Last 1; "
        "if ($c) {{ Undo-CsChange $c.Id -Confirm:$false -WarningAction SilentlyContinue }}")
BEFORE = """
New-CsPersistentChatCategory -Name 'Category 0' -Description Ours | Out-Null
Set-CsPersistentChatCategory 'Category 0' -AllowedMembers contoso.com
New-CsPersistentChatRoom -Name 'Room 0' -Category 'Category 0' -Description Ours | Out-Null
Set-CsPersistentChatRoom 'Room 0' -Members sip:kenmyer@contoso.com, sip:packerman@contoso.com
"""
problems = kills = 0


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
                           "-FailOnError", "-Command", script.format(folder)], capture_output=True,
                          text=True, timeout=120, check=False, env=environment)


def state(folder):
    """All that the pools hold, without numbers that rows happen to have."""
    with sqlite3.connect(os.path.join(folder, "chat.db")) as database:
        found = {}
        for name, query in {
                "categories": "SELECT name, description, invitations, file_upload, chat_history "
                              "FROM category",
                "rooms": "SELECT r.name, r.description, c.name, a.name, privacy, type, r.invitations, "
                         "disabled FROM room r JOIN category c ON c.id = category "
                         "LEFT JOIN addin a ON a.id = addin",
                "add-ins": "SELECT name, url FROM addin",
                "lists": "SELECT 'c', c.name, role, p.name FROM category_list l JOIN category c "
                         "ON c.id = l.category JOIN principal p ON p.id = principal UNION ALL "
                         "SELECT 'r', r.name, role, p.name FROM room_list l JOIN room r "
                         "ON r.id = l.room JOIN principal p ON p.id = principal",
                "messages": "SELECT r.name, author, posted, text FROM message m JOIN room r "
                            "ON r.id = m.room",
                "imports": "SELECT source, complete, messages FROM import"}.items():
            found[name] = sorted(map(repr, database.execute(query)))
        database.execute("PRAGMA integrity_check").fetchone()
    return found


def difference(want, have):
    return "; ".join(f"{name}: {len(want[name])} wanted, {len(have[name])} there"
                     for name in want if want[name] != have[name])


class Trial:
    def __init__(self, work, every):
        self.work, self.every = work, every
        self.base = os.path.join(work, "base")
        shutil.copytree(os.path.join(ROOT, "examples", "cutover"), self.base)
        chat_dumps.write(os.path.join(self.base, "dumps"), messages=MESSAGES)
        settings = os.path.join(self.base, "environment.yaml")
        with open(settings, encoding="utf-8") as source:
            lines = [line for line in source if not line.startswith(("legacy_chat", "  gcpool"))]
        with open(settings, "w", encoding="utf-8") as out:
            out.writelines(lines)
            out.write("legacy_chat: {gcpool.contoso.com: dumps/}\n")
        self.run(self.base, BEFORE)
        with sqlite3.connect(os.path.join(self.base, "chat.db")) as database:
            # One that is in the archive too, and one that is not.
            for text, posted in (("ours alone", 5), (
                    'Message 0: does lunch at twelve & a half suit, or is <later> "better"?',
                    chat_dumps.FIRST)):
                database.execute("INSERT INTO message(room, author, posted, text) VALUES(1, "
                                 "'sip:kenmyer@contoso.com', ?, ?)", (posted, text))
        self.run(self.base, "Export-CsPersistentChatData -DBInstance gcpool.contoso.com "
                 "-FileName {0}/chat.zip -WarningAction SilentlyContinue")
        self.run(self.base, "Get-CsPersistentChatRoom 'Room 0' | Out-Null")
        self.before = self.make_before()
        self.done = self.copy(self.base, "done")
        self.import_writes = self.kinds_of(self.done, IMPORT)
        self.after = state(self.done)
        if len(self.after["messages"]) != MESSAGES + 1 or len(self.after["rooms"]) != 10:
            raise RuntimeError("the untroubled import: " + difference(self.before, self.after))

        self.undo_writes = self.kinds_of(self.copy(self.done, "undone"), UNDO)

    def kinds_of(self, folder, script):
        """A letter for each write of an untroubled run; kill_at_write.cc tells them."""
        counted = os.path.join(self.work, "count")
        result = sipsh(folder, script, count=counted)
        if result.returncode != 0:
            raise RuntimeError(result.stdout + result.stderr)
        with open(counted, encoding="ascii") as source:
            return source.read()

    def points(self, writes, torn):
        """The writes to kill at, from 1: those that leave another state; torn ones are of data."""
        kinds = "f" if torn else "fn"
        points = [at for at, kind in enumerate(writes, 1) if kind in kinds]
        return sorted({*points[::self.every], *points[-1:]})

    def make_before(self):
        found = state(self.base)
        if len(found["messages"]) != 2 or found["imports"]:
            raise RuntimeError(f"the pool before: {found}")
        return found

    @staticmethod
    def run(folder, script):
        result = sipsh(folder, script)
        if result.returncode != 0:
            raise RuntimeError(script + result.stdout + result.stderr)

    def copy(self, source, name):
        target = os.path.join(self.work, name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        return target

    def kill(self, folder, script, point, torn, where):
        global kills
        result = sipsh(folder, script, fault=point, torn=torn)
        killed = result.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        kills += killed
        if not killed and result.returncode != 0:
            problem(where, result.stdout + result.stderr)
        return killed

    def expect(self, where, folder, script, want):
        result = sipsh(folder, script)
        # Where the kill came before anything was done, there is nothing to undo.
        if result.returncode != 0 and "nothing to undo" not in result.stderr.lower():
            return problem(where, result.stdout + result.stderr)
        wrong = difference(want, state(folder))
        if wrong:
            problem(where, wrong)
        return None

    def imports(self, torn):
        for point in self.points(self.import_writes, torn):
            where = f"import killed at write {point}{' (torn)' if torn else ''}"
            folder = self.copy(self.base, "killed")
            self.kill(folder, IMPORT, point, torn, where)
            twin = self.copy(folder, "twin")
            self.expect(where + ", then on", folder, IMPORT, self.after)
            self.expect(where + ", then on and back", folder, UNDO, self.before)
            self.expect(where + ", then back", twin, UNDO, self.before)

    def undos(self, torn):
        for point in self.points(self.undo_writes, torn):
            where = f"undo killed at write {point}{' (torn)' if torn else ''}"
            folder = self.copy(self.done, "killed")
            self.kill(folder, UNDO, point, torn, where)
            twin = self.copy(folder, "twin")
            self.expect(where + ", then on", folder, UNDO, self.before)
            self.expect(where + ", then forward", twin, IMPORT, self.after)


def main():
    every = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
    with tempfile.TemporaryDirectory(prefix="sipsh-import-kill-") as work:
        trial = Trial(work, every)
        for torn in (False, True):
            trial.imports(torn)
            trial.undos(torn)
        print(f"{len(trial.import_writes)} writes in an import of {MESSAGES} messages, "
              f"{len(trial.undo_writes)} in its undo")
    print(f"{kills} kills, {problems} problems")
    return 1 if problems else 0


sys.exit(main())
