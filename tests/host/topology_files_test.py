"""topology_files_test.py SIPSH : what may go wrong around topology.yaml, through the shell: a full
disk, a read-only file, another process that holds the lock, somebody who publishes meanwhile; and
two administrators of one topology that is kept in the directory, embedded and on slapd."""
import fcntl
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import slapd  # noqa: E402

SOURCE = os.path.join(ROOT, "examples", "cutover")
passed = failed = 0


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def sipsh(folder, command, limit=None):
    """Runs one command; `limit` is the most bytes that a file may have (RLIMIT_FSIZE)."""
    def prepare():
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, "-Command",
                           command], capture_output=True, text=True, timeout=120, check=False,
                          preexec_fn=prepare)


def read(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as target:
        target.write(text)


def replace(path, old, new):
    text = read(path)
    assert old in text, f"{path} has no {old}"
    write(path, text.replace(old, new))


class Environment:
    """A folder with the cut-over's environment whose topology was published once."""

    def __init__(self, parent, name):
        self.folder = os.path.join(parent, name)
        shutil.copytree(SOURCE, self.folder)
        self.file = os.path.join(self.folder, "topology.yaml")
        self.places = [self.file, self.file + ".published"]

    def run(self, command, **more):
        return sipsh(self.folder, command, **more)

    def domains(self):
        return self.run("Get-CsSipDomain | ForEach-Object Identity").stdout.split()

    def whole(self):
        """The file and the version in effect, as they are."""
        return read(self.file), read(os.path.join(self.places[1], "current"))


def refused(what, result, error, *words):
    check(what + ": is an error", result.returncode == 1, result.stdout + result.stderr)
    check(what + ": says which", f"FullyQualifiedErrorId: {error}," in result.stderr, result.stderr)
    for word in words:
        check(what + f": says {word}", word in result.stderr, result.stderr)


def full_disk(parent):
    env = Environment(parent, "full")
    env.run("Get-CsSite")
    before = env.whole()
    result = env.run("New-CsSipDomain fabrikam.com", limit=1024)
    refused("a full disk", result, "DiskFull", "topology.yaml", "nothing was changed")
    check("a full disk: the old topology stays whole", env.whole() == before)
    check("a full disk: nothing is left behind",
          not [n for n in os.listdir(env.folder) + os.listdir(env.places[1]) if n.endswith(".tmp")],
          os.listdir(env.places[1]))
    check("a full disk: what is in effect is read", env.domains() == ["contoso.com", "litwareinc.com"])
    done = env.run("New-CsSipDomain fabrikam.com")
    check("with room again it is done", done.returncode == 0 and "fabrikam.com" in env.domains(),
          done.stderr)
    replace(env.file, "Contoso rooms", "All rooms")
    before = env.whole()
    result = env.run("Publish-CsTopology", limit=1024)
    refused("a full disk when publishing", result, "DiskFull")
    check("a full disk when publishing: the version in effect stays", env.whole() == before)


def read_only(parent):
    env = Environment(parent, "read-only")
    env.run("Get-CsSite")
    os.chmod(env.file, 0o444)
    before = env.whole()
    result = env.run("New-CsSipDomain fabrikam.com")
    refused("a read-only file", result, "TopologyReadOnly", "topology.yaml", "chmod u+w")
    check("a read-only file: nothing was changed", env.whole() == before)
    check("a read-only file is read", env.domains() == ["contoso.com", "litwareinc.com"])
    os.chmod(env.file, 0o644)
    check("writable again it is done", env.run("New-CsSipDomain fabrikam.com").returncode == 0)


def locked(parent):
    env = Environment(parent, "locked")
    env.run("New-CsSipDomain adatum.com")
    before = env.whole()
    for name, path in (("the topology's lock", os.path.join(env.places[1], "lock")),
                       ("the journal's lock", os.path.join(env.folder, "journal", "lock"))):
        with open(path, "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            result = env.run("New-CsSipDomain fabrikam.com")
            refused(name, result, "EnvironmentLocked", f"process {os.getpid()}", path)
            check(name + ": nothing was changed", env.whole() == before)
            check(name + ": reading goes on", "adatum.com" in env.domains())
    check("the lock gone it is done", env.run("New-CsSipDomain fabrikam.com").returncode == 0)


def meanwhile(parent):
    """A session that looked before another one published."""
    env = Environment(parent, "meanwhile")
    env.run("Get-CsSite")
    other = f"& '{SIPSH}' -NoProfile -Environment '{env.folder}' -Command"
    result = env.run(f"Get-CsSite | Out-Null; {other} 'New-CsSipDomain fabrikam.com' | Out-Null; "
                     "Publish-CsTopology")
    refused("published meanwhile", result, "TopologyConflict", "published meanwhile by", "version 2")
    check("published meanwhile: the other's stays", "fabrikam.com" in env.domains())
    result = env.run(f"Get-CsSite | Out-Null; {other} 'New-CsSipDomain adatum.com' | Out-Null; "
                     "(New-CsSipDomain proseware.com).Identity")
    check("an edit is made to what is in effect by then",
          result.returncode == 0 and env.domains()[-2:] == ["adatum.com", "proseware.com"],
          result.stderr)


def killed(parent, in_directory):
    """kill -9 at any moment: the old topology or the new one, whole, and the next command works."""
    name = "killed in the directory" if in_directory else "killed"
    env = Environment(parent, name.replace(" ", "-"))
    if in_directory:
        path = os.path.join(env.folder, "environment.yaml")
        write(path, re.sub(r"(?m)^topology:.*$", "topology: directory:", read(path)))
    env.run("Publish-CsTopology")
    domains = env.domains()
    for round_ in range(12):
        new = f"round{round_}.com"
        process = subprocess.Popen([SIPSH, "-NoProfile", "-Environment", env.folder, "-Command",
                                    f"New-CsSipDomain {new}"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(0.004 * round_ * (2 if round_ > 6 else 1))
        process.kill()
        process.wait(60)
        found = env.domains()
        check(f"{name}, round {round_}: whole", found in (domains, domains + [new]), found)
        domains = found
        check(f"{name}, round {round_}: the file says the same",
              f"[{', '.join(domains)}]" in read(env.file), read(env.file)[:200])
    result = env.run("New-CsSipDomain last.com")
    check(f"{name}: the next change is made", result.returncode == 0 and "last.com" in env.domains(),
          result.stderr)


def two_administrators(parent, kind, directory):
    """Ann and Bob, each with a working copy; the directory keeps what is published."""
    people = [Environment(parent, f"{kind}-{name}") for name in ("ann", "bob")]
    for person in people:
        path = os.path.join(person.folder, "environment.yaml")
        text = re.sub(r"(?m)^topology:.*$", "topology: directory:", read(path))
        write(path, re.sub(r"(?m)^directory:.*$", f"directory: {directory}", text))
    ann, bob = people
    os.remove(bob.file)
    result = bob.run("Get-CsSite")
    refused(f"{kind}: neither published nor written", result, "TopologyNotFound", "Publish-CsTopology")
    check(f"{kind}: a file is read before it is published", ann.domains()[0] == "contoso.com")
    result = ann.run("Publish-CsTopology -Verbose")
    check(f"{kind}: ann publishes", result.returncode == 0 and "Version 1 is in effect" in
          result.stdout + result.stderr, result.stderr)
    check(f"{kind}: bob reads it without a file", bob.domains() == ["contoso.com", "litwareinc.com"])
    check(f"{kind}: and has it as his working copy", read(bob.file) == read(ann.file))
    result = bob.run("New-CsSipDomain fabrikam.com")
    check(f"{kind}: bob adds a domain", result.returncode == 0, result.stderr)
    check(f"{kind}: ann reads it", "fabrikam.com" in ann.domains())
    check(f"{kind}: her working copy followed", read(bob.file) == read(ann.file))

    replace(ann.file, "Contoso rooms", "All rooms")
    mine = read(ann.file)
    bob.run("New-CsSipDomain adatum.com")
    result = ann.run("Publish-CsTopology")
    refused(f"{kind}: published meanwhile", result, "TopologyConflict", "version 3", "-Force")
    theirs = re.search(r"\((/\S+\.yaml)\)", result.stderr)
    check(f"{kind}: their version lies at hand", theirs and "adatum.com" in read(theirs.group(1)))
    check(f"{kind}: ann's edits stay", read(ann.file) == mine)
    refused(f"{kind}: a cmdlet's edit waits", ann.run("New-CsSipDomain proseware.com"),
            "TopologyUnpublishedEdits")
    write(ann.file, read(theirs.group(1)).replace("Contoso rooms", "All rooms"))
    result = ann.run("Publish-CsTopology -Force")
    check(f"{kind}: joined and published", result.returncode == 0, result.stderr)
    shown = bob.run("(Get-CsService -PersistentChatServer).DisplayName; (Get-CsSipDomain).Identity")
    check(f"{kind}: bob sees both changes",
          "All rooms" in shown.stdout and "adatum.com" in shown.stdout, shown.stdout + shown.stderr)
    check(f"{kind}: the audit log tells who did what",
          "Publish-CsTopology" in read(os.path.join(ann.folder, "journal", "audit.log")))


def at_the_same_time(parent, kind, directory):
    """Many at once: every change stands or is refused, none is lost."""
    people = [Environment(parent, f"{kind}-race{i}") for i in range(4)]
    for person in people:
        path = os.path.join(person.folder, "environment.yaml")
        text = re.sub(r"(?m)^topology:.*$", "topology: directory:", read(path))
        write(path, re.sub(r"(?m)^directory:.*$", f"directory: {directory}", text))
        os.remove(person.file)
        person.run("Get-CsSite")
    running = [subprocess.Popen([SIPSH, "-NoProfile", "-Environment", person.folder, "-Command",
                                 f"New-CsSipDomain race{i}.com"], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
               for i, person in enumerate(people)]
    ends = [(process.communicate(timeout=120), process.returncode) for process in running]
    wanted = {f"race{i}.com" for i, (_, code) in enumerate(ends) if code == 0}
    for (_, errors), code in ends:
        check(f"{kind}: a loser is told why", code == 0 or "TopologyConflict" in errors, errors)
    for person in people:
        stands = {d for d in person.domains() if d.startswith("race")}
        check(f"{kind}: what was done stands, what was refused does not", stands == wanted,
              f"{stands} {wanted}")
    check(f"{kind}: one wins at least", bool(wanted), ends)


def main():
    with tempfile.TemporaryDirectory() as parent:
        full_disk(parent)
        read_only(parent)
        locked(parent)
        meanwhile(parent)
        killed(parent, in_directory=False)
        killed(parent, in_directory=True)
        database = "embedded:" + os.path.join(parent, "shared.db")
        two_administrators(parent, "embedded", database)
        at_the_same_time(parent, "embedded", database)
        with slapd.Slapd(os.path.join(parent, "slapd"),
                         ldif=os.path.join(SOURCE, "directory.ldif")) as server:
            two_administrators(parent, "slapd", server.url)
            at_the_same_time(parent, "slapd", server.url)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
