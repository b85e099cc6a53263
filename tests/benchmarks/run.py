"""run.py BUILD [NAME...] : interleaved runs of sipsh and its peers; medians and their ratio.

Nothing is asserted: the table is for a reader. The third column says what the project aims at.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import slapd  # noqa: E402

PYTHON = "/usr/bin/python3"
ROUNDS = int(os.environ.get("ROUNDS", "7"))
MEASURE = ""  # The small parent; see measure.cc.
USERS = int(os.environ.get("USERS", "100000"))


class Sample:
    def __init__(self, cpu, wall, memory):
        self.cpu, self.wall, self.memory = cpu, wall, memory


def run_once(command, cwd=None):
    """One run: CPU seconds, wall seconds and peak memory (KiB) of the process."""
    read_end, write_end = os.pipe()
    start = time.perf_counter()
    result = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" 9>&{write_end} {write_end}>&-', MEASURE, *command],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd,
        pass_fds=[write_end], check=False)
    wall = time.perf_counter() - start
    os.close(write_end)
    with os.fdopen(read_end) as report:
        user, system, memory = report.read().split()
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{result.stderr.decode(errors='replace')[:600]}")
    return Sample(float(user) + float(system), wall, int(memory))


def interleaved(commands, rounds, cwd=None):
    """Samples of each command, the commands taking turns; one unmeasured round first."""
    samples = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            sample = run_once(command, cwd)
            if turn:
                samples[name].append(sample)
    return samples


def median(samples, field):
    return statistics.median(getattr(sample, field) for sample in samples)


def row(what, ours, peer, unit, aim):
    ratio = ours / peer if peer else float("nan")
    print(f"{what:<46} {ours:>10.2f} {peer:>10.2f} {unit:<4} {ratio:>6.2f}   {aim}", flush=True)


def heading():
    print(f"{'work':<46} {'sipsh':>10} {'peer':>10} {'':<4} {'ratio':>6}   aim")


def startup(sipsh):
    samples = interleaved({"sipsh": [sipsh, "-NoProfile", "-Command", "1"],
                           "python": [PYTHON, "-c", "1"]}, 5 * ROUNDS)
    row("start-up, CPU (python3 -c 1)", 1e3 * median(samples["sipsh"], "cpu"),
        1e3 * median(samples["python"], "cpu"), "ms", "0.25")
    row("start-up, memory (python3 -c 1)", median(samples["sipsh"], "memory") / 1024,
        median(samples["python"], "memory") / 1024, "MB", "12 MB")


def language(sipsh):
    for name, what in (("loop", "loop of 1,000,000 add-and-compare, CPU"),
                       ("fib", "fib(25) by function calls, CPU"),
                       ("pipeline", "1..1000000 filtered, multiplied, summed, CPU")):
        samples = interleaved(
            {"sipsh": [sipsh, "-NoProfile", "-File", os.path.join(HERE, name + ".ps1")],
             "python": [PYTHON, os.path.join(HERE, name + ".py")]}, ROUNDS)
        row(f"{what} (python3)", 1e3 * median(samples["sipsh"], "cpu"),
            1e3 * median(samples["python"], "cpu"), "ms", "1.00")


LIST = ("Get-CsUser | Select-Object DisplayName, SipAddress, RegistrarPool, Enabled, LineURI, "
        "Identity | Export-Csv {0}/out.csv")


def write_users(path, count):
    """The examples' seed followed by `count` enabled users, as LDIF."""
    seed = os.path.join(ROOT, "examples", "cutover", "directory.ldif")
    with open(seed, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as out:
        out.write(source.read().rstrip("\n") + "\n\n")
        out.write("dn: ou=Bench,dc=contoso,dc=com\nobjectClass: organizationalUnit\nou: Bench\n\n")
        for number in range(count):
            name = f"user{number:07d}"
            out.write(
                f"dn: cn={name},ou=Bench,dc=contoso,dc=com\nobjectClass: top\n"
                f"objectClass: person\nobjectClass: organizationalPerson\nobjectClass: user\n"
                f"cn: {name}\nsn: Family{number}\ngivenName: Given{number}\n"
                f"displayName: Family{number}, Given{number}\nsAMAccountName: {name}\n"
                f"mail: {name}@contoso.com\n"
                f"msRTCSIP-PrimaryUserAddress: sip:{name}@contoso.com\n"
                f"msRTCSIP-UserEnabled: TRUE\nmsRTCSIP-OptionFlags: 257\n"
                f"msRTCSIP-Line: tel:+1425{number:07d}\n"
                f"proxyAddresses: SMTP:{name}@contoso.com\n"
                f"proxyAddresses: sip:{name}@contoso.com\n\n")


def make_environment(folder, ldif, url=None):
    source = os.path.join(ROOT, "examples", "cutover")
    shutil.copytree(source, folder)
    if url:
        slapd.point_environment_at(folder, url)
    else:
        shutil.copy(ldif, os.path.join(folder, "directory.ldif"))
    return folder


def directory(sipsh):
    with tempfile.TemporaryDirectory(prefix="sipsh-bench-") as work:
        ldif = os.path.join(work, "users.ldif")
        write_users(ldif, USERS)
        with slapd.Slapd(os.path.join(work, "slapd"), ldif=ldif) as server:
            on_slapd = make_environment(os.path.join(work, "on-slapd"), ldif, server.url)
            embedded = make_environment(os.path.join(work, "embedded"), ldif)
            directory_rows(sipsh, server, on_slapd, embedded, work)


def directory_rows(sipsh, server, on_slapd, embedded, work):
    address = f"sip:user{USERS // 2:07d}@contoso.com"
    one = [f"(msRTCSIP-PrimaryUserAddress={address})", "displayName"]
    ask = [sipsh, "-NoProfile", "-Environment"]
    commands = {
        "slapd": ask + [on_slapd, "-Command", f"Get-CsUser {address}"],
        "embedded": ask + [embedded, "-Command", f"Get-CsUser {address}"],
        "ldapsearch": ["ldapsearch", "-Q", "-Y", "EXTERNAL", "-LLL", "-H", server.url, "-b",
                       "dc=contoso,dc=com"] + one}
    start = time.perf_counter()
    run_once(commands["embedded"])
    print(f"(embedded directory made from {USERS} users in {time.perf_counter() - start:.1f} s)")
    samples = interleaved(commands, 3 * ROUNDS)
    peer = 1e3 * median(samples["ldapsearch"], "wall")
    row("Get-CsUser of one, slapd (ldapsearch)", 1e3 * median(samples["slapd"], "wall"), peer,
        "ms", "1.30")
    row("Get-CsUser of one, embedded (ldapsearch)", 1e3 * median(samples["embedded"], "wall"),
        peer, "ms", "1.00")
    commands = {
        "slapd": ask + [on_slapd, "-Command", LIST.format(work)],
        "embedded": ask + [embedded, "-Command", LIST.format(work)],
        "python": [PYTHON, os.path.join(HERE, "list_users.py"), server.url, work + "/peer.csv"]}
    samples = interleaved(commands, max(3, ROUNDS // 2))
    peer = median(samples["python"], "wall")
    row(f"Get-CsUser of {USERS} to CSV, slapd (python-ldap)", median(samples["slapd"], "wall"),
        peer, "s", "1.00")
    row(f"Get-CsUser of {USERS} to CSV, embedded", median(samples["embedded"], "wall"), peer, "s",
        "1.00")
    print(f"{'':<46} memory: slapd {median(samples['slapd'], 'memory') / 1024:.0f} MB, embedded "
          f"{median(samples['embedded'], 'memory') / 1024:.0f} MB, python-ldap "
          f"{median(samples['python'], 'memory') / 1024:.0f} MB")


def floor_of_disk(folder, count):
    """Seconds for `count` appends of one page, each made durable."""
    block = b"x" * 4096
    with open(os.path.join(folder, "floor"), "wb", buffering=0) as out:
        start = time.perf_counter()
        for _ in range(count):
            out.write(block)
            os.fdatasync(out.fileno())
        return time.perf_counter() - start


def durable(sipsh):
    ours, floor = [], []
    count = 1000
    script = (f"1..{count} | ForEach-Object {{ Enable-CsUser -Identity \"cn=plain$_,ou=Bench,"
              f"dc=contoso,dc=com\" -RegistrarPool {{pool}} -SipAddress \"sip:plain$_@contoso.com\" }}")
    pool = os.environ.get("BENCH_POOL", "pool01.contoso.com")
    with tempfile.TemporaryDirectory(prefix="sipsh-bench-", dir=os.environ.get("BENCH_DIR")) as work:
        ldif = os.path.join(work, "users.ldif")
        write_users(ldif, 0)
        with open(ldif, "a", encoding="utf-8") as out:
            for number in range(1, count + 1):
                out.write(f"dn: cn=plain{number},ou=Bench,dc=contoso,dc=com\nobjectClass: top\n"
                          f"objectClass: person\nobjectClass: organizationalPerson\n"
                          f"objectClass: user\ncn: plain{number}\nsn: Plain\n"
                          f"sAMAccountName: plain{number}\n\n")
        for turn in range(3):
            folder = make_environment(os.path.join(work, f"e{turn}"), ldif)
            run_once([sipsh, "-NoProfile", "-Environment", folder, "-Command", "Get-CsSite"])
            run_once([sipsh, "-NoProfile", "-Environment", folder, "-Command",
                      "Get-CsUser -ResultSize 1"])
            floor.append(floor_of_disk(work, count))
            ours.append(run_once([sipsh, "-NoProfile", "-Environment", folder, "-FailOnError",
                                  "-Command", script.replace("{pool}", pool)]).wall)
    row("1,000 users enabled one by one (disk's floor)", 1e3 * statistics.median(ours),
        1e3 * statistics.median(floor), "ms", "4.00")


def main():
    build = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
    sipsh = os.path.join(build, "shell", "sipsh")
    global MEASURE
    MEASURE = os.path.join(build, "tests", "benchmarks", "measure")
    parts = {"startup": startup, "language": language, "directory": directory, "durable": durable}
    os.environ.pop("SIPSH_ENVIRONMENT", None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    heading()
    failed = 0
    for name in sys.argv[2:] or parts:
        try:
            parts[name](sipsh)
        except (RuntimeError, OSError) as error:
            failed = 1
            print(f"{name}: {error}")
    return failed


sys.exit(main())
