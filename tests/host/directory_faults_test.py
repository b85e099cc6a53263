"""directory_faults_test.py SIPSH : a directory that does not answer as it should, through the user's
door: what each cmdlet says, its stable id, its exit code, and that nothing was changed."""
import fcntl
import os
import re
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
for folder in ("tools", "contract"):
    sys.path.insert(0, os.path.join(ROOT, "tests", folder))
import contract_servers  # noqa: E402
import slapd  # noqa: E402

SOURCE = os.path.join(ROOT, "examples", "cutover")
SEED = os.path.join(SOURCE, "directory.ldif")
NEW = ("New-CsPersistentChatEndpoint -SipAddress {} "
       "-PersistentChatPoolFqdn pcpool.contoso.com")
COUNT = "@(Get-CsPersistentChatEndpoint).Count"

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


def sipsh(folder, command, before=(), **more):
    return subprocess.run([*before, *command_line(folder, command)], capture_output=True, text=True,
                          timeout=120, check=False, **more)


def refused(what, result, error_id, *words):
    """The command failed with this id and these words, and said nothing else on stdout."""
    text = re.sub(r"\s+", " ", result.stderr)
    check(what + ": exit code 1", result.returncode == 1, (result.returncode, text))
    check(what + ": the id " + error_id, f"FullyQualifiedErrorId: {error_id}," in text, text)
    for word in words:
        check(f"{what}: says '{word}'", word in text, text)
    check(what + ": no data", result.stdout == "", result.stdout)


def count(folder, expected, what):
    result = sipsh(folder, COUNT)
    check(what, result.stdout.strip() == str(expected), result.stdout + result.stderr)


def environment(work, name, directory=None, more=""):
    folder = os.path.join(work, name)
    shutil.copytree(SOURCE, folder)
    if directory:
        slapd.point_environment_at(folder, directory)
    if more:
        with open(os.path.join(folder, "environment.yaml"), "a", encoding="utf-8") as out:
            out.write(more)
    return folder


def private_file(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path, 0o600)


def no_server(work):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = environment(work, "no-server", f"ldap://127.0.0.1:{port}")
    for command in ("Get-CsUser", NEW.format("chat@contoso.com")):
        refused("nobody listens", sipsh(folder, command), "DirectoryUnreachable",
                f"ldap://127.0.0.1:{port}", "environment.yaml")
    folder = environment(work, "no-name", "ldap://dc1.no-such-name.invalid")
    refused("a name nobody knows", sipsh(folder, "Get-CsUser"), "DirectoryUnreachable",
            "dc1.no-such-name.invalid")


def bind_refused(work, server):
    bind = 'bind: {method: simple, dn: "cn=admin,dc=contoso,dc=com", password_file: secret}\n'
    folder = environment(work, "wrong-password", server.tcp_url, bind)
    private_file(folder, "secret", "not-the-one\n")
    result = sipsh(folder, NEW.format("chat@contoso.com"))
    refused("a wrong password", result, "DirectoryBindRefused", "cn=admin,dc=contoso,dc=com",
            "password")
    check("the password is not shown", "not-the-one" not in result.stderr, result.stderr)
    private_file(folder, "secret", "secret\n")
    count(folder, 0, "the right password opens, and nothing had been made")
    os.chmod(os.path.join(folder, "secret"), 0o644)
    refused("a password file others can read", sipsh(folder, "Get-CsUser"),
            "DirectoryAccessDenied", "chmod 600")


def no_right(work, server):
    folder = environment(work, "anonymous", server.tcp_url, "bind: {method: anonymous}\n")
    refused("an anonymous change", sipsh(folder, NEW.format("chat@contoso.com")),
            "DirectoryEncryptionRequired")


def certificates(work):
    folder = os.path.join(work, "tls")
    os.makedirs(folder)
    contract_servers.make_certificates(folder)
    faults = (("good", "other-ca", "ca_file"), ("expired", "ca", "expired"),
              ("elsewhere", "ca", "dc9.fabrikam.com"))
    for certificate, authority, word in faults:
        extra = "\n".join([f"TLSCACertificateFile {folder}/ca.pem",
                           f"TLSCertificateFile {folder}/{certificate}.pem",
                           f"TLSCertificateKeyFile {folder}/{certificate}.key"])
        with slapd.Slapd(os.path.join(folder, certificate + "-server"), ldif=SEED, extra=extra,
                         durable=False) as server:
            tls = f"tls: {{ca_file: {folder}/{authority}.pem, starttls: true}}\n"
            bind = 'bind: {method: simple, dn: "cn=admin,dc=contoso,dc=com", password_file: secret}\n'
            place = environment(work, f"tls-{certificate}", server.tcp_url, bind + tls)
            private_file(place, "secret", "secret\n")
            result = sipsh(place, NEW.format("chat@contoso.com"))
            refused(f"certificate {certificate}, CA {authority}", result,
                    "DirectoryCertificateNotTrusted", "certificate", word)
            check("not said as a server that cannot be reached",
                  "contact LDAP server" not in result.stderr, result.stderr)
            path = os.path.join(place, "environment.yaml")
            with open(path, encoding="utf-8") as source:
                text = source.read()
            with open(path, "w", encoding="utf-8") as out:
                out.write(text.replace(f"{authority}.pem", "ca.pem"))
            if certificate == "good":
                result = sipsh(place, NEW.format("chat@contoso.com") + " -PassThru | "
                               "ForEach-Object SipAddress")
                check("with the right CA it works", result.stdout == "sip:chat@contoso.com\n",
                      result.stdout + result.stderr)


def no_schema(work):
    with slapd.Slapd(os.path.join(work, "plain"), schema=False, durable=False) as server:
        folder = environment(work, "no-schema", server.url)
        for command in ("Get-CsUser", "Get-CsPersistentChatEndpoint", "Enable-CsTopology",
                        NEW.format("chat@contoso.com")):
            refused(f"no schema, {command.split()[0]}", sipsh(folder, command),
                    "DirectorySchemaMissing", "directory/schema", "README.md")


def read_only(work):
    folder = environment(work, "read-only")
    count(folder, 0, "the embedded directory is made")
    path = os.path.join(folder, "directory.db")
    before = sqlite_rows(path)
    command = NEW.format("chat@contoso.com")
    if os.geteuid() == 0:  # For whom modes are no obstacle: a mount that is.
        script = f'mount --bind "{folder}" "{folder}" && mount -o remount,bind,ro "{folder}" && "$@"'
        result = sipsh(folder, command, ("unshare", "-rm", "sh", "-c", script, "sh"))
    else:
        os.chmod(path, stat.S_IRUSR)
        result = sipsh(folder, command)
        os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)
    refused("a read-only file", result, "DirectoryReadOnly", folder)
    check("a read-only file: nothing changed", sqlite_rows(path) == before)


def sqlite_rows(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute("select count(*) from entry").fetchone()


def disk_full(work):
    """The environment on a small file system of its own, filled to the last byte."""
    place = os.path.join(work, "small")
    os.makedirs(place)
    many = (f"1..400 | ForEach-Object {{ {NEW.format('room$_@contoso.com')} "
            "-WarningAction SilentlyContinue -ErrorAction Stop -DisplayName ('x' * 200) }")
    script = (f'mount -t tmpfs -o size=1600k none "{place}" && cp -r "{SOURCE}/." "{place}/" && '
              f'{{ "$@"; }}; cp -r "{place}/." "{work}/filled/"')
    os.makedirs(os.path.join(work, "filled"))
    result = sipsh(place, many, ("unshare", "-rm", "sh", "-c", script, "sh"))
    text = re.sub(r"\s+", " ", result.stderr)
    check("a full disk: the id", "FullyQualifiedErrorId: DiskFull," in text, text)
    check("a full disk: says so", "disk" in text.lower() or "space" in text.lower(), text)
    filled = os.path.join(work, "filled")
    result = sipsh(filled, "(Get-CsPersistentChatEndpoint).SipAddress | Measure-Object | "
                   "ForEach-Object Count")
    made = int(result.stdout.strip() or 0)
    check("a full disk: what was made before stands", 0 < made < 400, result.stdout + result.stderr)
    result = sipsh(filled, NEW.format("after@contoso.com") + " -WarningAction SilentlyContinue; "
                   + COUNT)
    check("a full disk: with room again the next one works", result.stdout.strip() == str(made + 1),
          result.stdout + result.stderr)


def locked(work):
    folder = environment(work, "locked")
    count(folder, 0, "the embedded directory is made")
    blocker = sqlite3.connect(os.path.join(folder, "directory.db"), isolation_level=None)
    blocker.execute("begin immediate")
    try:
        refused("the store's lock is held", sipsh(folder, NEW.format("chat@contoso.com")),
                "EnvironmentLocked", "directory.db")
        result = sipsh(folder, "@(Get-CsUser).Count")
        check("reading goes on meanwhile", result.stdout.strip() == "6",
              result.stdout + result.stderr)
    finally:
        blocker.execute("rollback")
        blocker.close()
    count(folder, 0, "the store's lock was held: nothing changed")
    # The environment's own lock, which every change takes first.
    result = sipsh(folder, NEW.format("first@contoso.com"))
    check("a change makes the journal", result.returncode == 0, result.stderr)
    with open(os.path.join(folder, "journal", "lock"), "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused("the environment's lock is held", sipsh(folder, NEW.format("chat@contoso.com")
                + " -WarningAction SilentlyContinue"), "EnvironmentLocked", "journal")
    count(folder, 1, "the environment's lock was held: nothing changed")


with tempfile.TemporaryDirectory(prefix="sipsh-faults-") as base:
    no_server(base)
    with slapd.Slapd(os.path.join(base, "slapd"), ldif=SEED, durable=False) as running:
        bind_refused(base, running)
        no_right(base, running)
    certificates(base)
    no_schema(base)
    read_only(base)
    disk_full(base)
    locked(base)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
