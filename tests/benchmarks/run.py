"""run.py BUILD [NAME...] : interleaved runs of sipsh and its peers; medians and their ratio.

Nothing is asserted: the table is for a reader, README.md says how to read it. The last column is
what the project aims at: the ratio at most, or at least where it says min (rates), or the figure
itself where a unit stands behind it.
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

sys.path.insert(0, HERE)
import chat_import  # noqa: E402

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
    print(f"{what:<56} {ours:>9.2f} {peer:>9.2f} {unit:<3} {ratio:>6.2f}   {aim}", flush=True)


def heading():
    print(f"{'work (peer)':<56} {'sipsh':>9} {'peer':>9} {'':<3} {'ratio':>6}   at most")


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
    memory = {}
    for count in (max(USERS // 10, 1), USERS):
        with tempfile.TemporaryDirectory(prefix="sipsh-bench-") as work:
            ldif = os.path.join(work, "users.ldif")
            write_users(ldif, count)
            before = children_cpu()
            with slapd.Slapd(os.path.join(work, "slapd"), ldif=ldif) as server:
                slapadd = children_cpu() - before
                on_slapd = make_environment(os.path.join(work, "on-slapd"), ldif, server.url)
                embedded = make_environment(os.path.join(work, "embedded"), ldif)
                commands = listing_commands(sipsh, server, on_slapd, embedded, work)
                if count < USERS:  # Only its memory is of interest.
                    run_once(commands["embedded"])
                    samples = interleaved(commands, 3)
                else:
                    look_up(sipsh, server, on_slapd, embedded, slapadd)
                    samples = listing(commands)
                memory[count] = {name: median(samples[name], "memory") / 1024 for name in samples}
    small, large = memory[max(USERS // 10, 1)], memory[USERS]
    for name in ("slapd", "embedded"):
        row(f"peak memory of that, {name} ({max(USERS // 10, 1)} users)", large[name], small[name],
            "MB", "flat")
    row("peak memory of python-ldap's", large["python"], small["python"], "MB", "")


def children_cpu():
    """CPU seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def look_up(sipsh, server, on_slapd, embedded, slapadd):
    address = f"sip:user{USERS // 2:07d}@contoso.com"
    ask = [sipsh, "-NoProfile", "-Environment"]
    commands = {
        "slapd": ask + [on_slapd, "-Command", f"Get-CsUser {address}"],
        "embedded": ask + [embedded, "-Command", f"Get-CsUser {address}"],
        "ldapsearch": ["ldapsearch", "-Q", "-Y", "EXTERNAL", "-LLL", "-H", server.url, "-b",
                       "dc=contoso,dc=com", f"(msRTCSIP-PrimaryUserAddress={address})",
                       "displayName"]}
    made = run_once(commands["embedded"])
    samples = interleaved(commands, 3 * ROUNDS)
    peer = 1e3 * median(samples["ldapsearch"], "wall")
    row("Get-CsUser of one, slapd (ldapsearch)", 1e3 * median(samples["slapd"], "wall"), peer,
        "ms", "1.30")
    row("Get-CsUser of one, embedded (ldapsearch)", 1e3 * median(samples["embedded"], "wall"),
        peer, "ms", "1.00")
    row(f"first use: {USERS} entries of LDIF (slapadd), CPU", made.cpu, slapadd, "s", "")


def listing_commands(sipsh, server, on_slapd, embedded, work):
    ask = [sipsh, "-NoProfile", "-Environment"]
    return {
        "slapd": ask + [on_slapd, "-Command", LIST.format(work)],
        "embedded": ask + [embedded, "-Command", LIST.format(work)],
        "ldapsearch": ["ldapsearch", "-Q", "-Y", "EXTERNAL", "-LLL", "-H", server.url, "-b",
                       "dc=contoso,dc=com", "(&(msRTCSIP-PrimaryUserAddress=*)(objectClass=user))",
                       "displayName", "msRTCSIP-PrimaryUserAddress", "msRTCSIP-PrimaryHomeServer",
                       "msRTCSIP-UserEnabled", "msRTCSIP-Line"],
        "python": [PYTHON, os.path.join(HERE, "list_users.py"), server.url, work + "/peer.csv"]}


def listing(commands):
    samples = interleaved(commands, max(3, ROUNDS // 2))
    peer = median(samples["python"], "wall")
    for name in ("slapd", "embedded"):
        row(f"Get-CsUser of {USERS} to CSV, {name} (python-ldap)", median(samples[name], "wall"),
            peer, "s", "1.00")
    row(f"Get-CsUser of {USERS} to CSV, slapd (ldapsearch)", median(samples["slapd"], "wall"),
        median(samples["ldapsearch"], "wall"), "s", "1.50")
    return samples


def floor_of_disk(folder, count):
    """Seconds for `count` appends of one page, each made durable."""
    block = b"x" * 4096
    with open(os.path.join(folder, "floor"), "wb", buffering=0) as out:
        start = time.perf_counter()
        for _ in range(count):
            out.write(block)
            os.fdatasync(out.fileno())
        return time.perf_counter() - start


ENABLE = ('1..{0} | ForEach-Object {{ Enable-CsUser -Identity "cn=plain$_,ou=Bench,dc=contoso,'
          'dc=com" -RegistrarPool pool01.contoso.com -SipAddress "sip:plain$_@contoso.com" }}')
CREATE = ('1..{0} | ForEach-Object {{ New-CsPersistentChatEndpoint -SipAddress '
          '"sip:room$_@contoso.com" -PersistentChatPoolFqdn pcpool.contoso.com '
          '-WarningAction SilentlyContinue }} | Out-Null')


def durable(sipsh):
    """BENCH_DIR names a folder on the disk to be measured; $TMPDIR's otherwise."""
    count = 1000
    times = {"endpoints": [], "users": [], "floor": []}
    with tempfile.TemporaryDirectory(prefix="sipsh-bench-", dir=os.environ.get("BENCH_DIR")) as work:
        ldif = os.path.join(work, "users.ldif")
        write_users(ldif, 0)
        with open(ldif, "a", encoding="utf-8") as out:
            for number in range(1, count + 1):
                out.write(f"dn: cn=plain{number},ou=Bench,dc=contoso,dc=com\nobjectClass: top\n"
                          f"objectClass: person\nobjectClass: organizationalPerson\n"
                          f"objectClass: user\ncn: plain{number}\nsn: Plain\n"
                          f"sAMAccountName: plain{number}\n\n")
        for turn in range(max(3, ROUNDS // 2)):
            folder = make_environment(os.path.join(work, f"e{turn}"), ldif)
            ask = [sipsh, "-NoProfile", "-FailOnError", "-Environment", folder, "-Command"]
            run_once(ask + ["Get-CsUser -ResultSize 1"])
            times["floor"].append(floor_of_disk(work, count))
            times["endpoints"].append(run_once(ask + [CREATE.format(count)]).wall)
            times["floor"].append(floor_of_disk(work, count))
            times["users"].append(run_once(ask + [ENABLE.format(count)]).wall)
    floor = 1e3 * statistics.median(times["floor"])
    row("1,000 endpoints one by one (disk's floor)", 1e3 * statistics.median(times["endpoints"]),
        floor, "ms", "4.00")
    row("1,000 users enabled one by one (disk's floor)", 1e3 * statistics.median(times["users"]),
        floor, "ms", "4.00")


SET = ("Import-Csv {0} | Set-CsUser -LineServerURI {1} -PrivateLine {2} -HostedVoiceMail ${3} "
       "-EnterpriseVoiceEnabled ${3}")


def new_values(number):
    """What a run writes; each of the four differs from what the run before it wrote."""
    odd = number % 2 == 1
    return {"msRTCSIP-LineServer": f"sip:gateway{number}@contoso.com",
            "msRTCSIP-PrivateLine": f"tel:+1206{number:07d}",
            "msRTCSIP-UserExtension": f"HostedVoiceMail={'TRUE' if odd else 'FALSE'}",
            "msRTCSIP-OptionFlags": "385" if odd else "257"}


def bulk_command(kind, number, work, sipsh, modify, url):
    values = new_values(number)
    if kind == "ldapmodify":
        ldif = os.path.join(work, "changes.ldif")
        with open(ldif, "w", encoding="utf-8") as out, \
                open(os.path.join(work, "dns"), encoding="utf-8") as names:
            for dn in names:
                out.write(f"dn: {dn}changetype: modify\n")
                out.write("-\n".join(f"replace: {name}\n{name}: {value}\n"
                                     for name, value in values.items()) + "\n")
        return ["ldapmodify", "-Q", "-Y", "EXTERNAL", "-H", url, "-f", ldif]
    if kind == "libldap":
        return [modify, url, os.path.join(work, "dns"),
                *(f"{name}={value}" for name, value in values.items())]
    line = SET.format(os.path.join(work, "users.csv"), values["msRTCSIP-LineServer"],
                      values["msRTCSIP-PrivateLine"], "true" if number % 2 else "false")
    return [sipsh, "-NoProfile", "-FailOnError", "-Environment", os.path.join(work, kind),
            "-Command", line]


def bulk_check(kind, number, work, sipsh, url, count):
    """Were all changed, by a new connection's word, and is there a record of each?"""
    filter_ = f"(msRTCSIP-LineServer={new_values(number)['msRTCSIP-LineServer']})"
    if kind == "embedded":
        command = [sipsh, "-NoProfile", "-Environment", os.path.join(work, kind), "-Command",
                   f"(Get-CsUser -LdapFilter '{filter_}' | Measure-Object).Count"]
        found = int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    else:
        command = ["ldapsearch", "-Q", "-Y", "EXTERNAL", "-LLL", "-H", url, "-b",
                   "dc=contoso,dc=com", filter_, "1.1"]
        found = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.count(b"dn:")
    if found != count:
        raise RuntimeError(f"{kind}: {found} of {count} users were changed")


def bulk(sipsh):
    count = int(os.environ.get("BULK", "10000"))
    modify = os.path.join(os.path.dirname(MEASURE), "modify")
    with tempfile.TemporaryDirectory(prefix="sipsh-bench-", dir=os.environ.get("BENCH_DIR")) as work:
        ldif = os.path.join(work, "users.ldif")
        write_users(ldif, count)
        with open(os.path.join(work, "users.csv"), "w", encoding="utf-8") as users, \
                open(os.path.join(work, "dns"), "w", encoding="utf-8") as names:
            users.write("Identity\n")
            for number in range(count):
                users.write(f"sip:user{number:07d}@contoso.com\n")
                names.write(f"cn=user{number:07d},ou=Bench,dc=contoso,dc=com\n")
        with slapd.Slapd(os.path.join(work, "server"), ldif=ldif) as server:
            for kind in ("singly", "together"):
                make_environment(os.path.join(work, kind), ldif, server.url)
            with open(os.path.join(work, "together", "environment.yaml"), "a",
                      encoding="utf-8") as out:
                out.write("transactions: true\n")
            make_environment(os.path.join(work, "embedded"), ldif)
            run_once([sipsh, "-NoProfile", "-Environment", os.path.join(work, "embedded"),
                      "-Command", "Get-CsUser -ResultSize 1"])
            times = {kind: [] for kind in ("ldapmodify", "libldap", "singly", "together",
                                           "embedded")}
            numbers = {"slapd": 0, "embedded": 0}
            for _ in range(max(3, ROUNDS // 2)):
                for kind, samples in times.items():
                    store = "embedded" if kind == "embedded" else "slapd"
                    numbers[store] += 1
                    number = numbers[store]
                    command = bulk_command(kind, number, work, sipsh, modify, server.url)
                    samples.append(run_once(command).wall)
                    bulk_check(kind, number, work, sipsh, server.url, count)
    rates = {kind: count / statistics.median(samples) for kind, samples in times.items()}
    for kind, what, aim in (("libldap", "a libldap program", ""),
                            ("singly", "slapd one by one", "min 0.80"),
                            ("together", "slapd by transactions", "min 8.00"),
                            ("embedded", "embedded", "min 5.00")):
        row(f"Set-CsUser of {count}, {what} (ldapmodify)" if aim else
            f"modify of {count}, {what} (ldapmodify)", rates[kind], rates["ldapmodify"], "/s", aim)


def transfer(sipsh):
    with tempfile.TemporaryDirectory(prefix="sipsh-bench-", dir=os.environ.get("BENCH_DIR")) as work:
        ours, peers, tenths, undos = chat_import.measured(sipsh, work, run_once, min(ROUNDS, 3))
    count = chat_import.MESSAGES
    row(f"Import-CsPersistentChatData of {count} (sqlite3 .import)",
        count / 1e3 / median(ours, "wall"), count / 1e3 / median(peers, "wall"), "k/s", "min 0.50")
    row("CPU of that", median(ours, "cpu"), median(peers, "cpu"), "s", "")
    row("peak memory of that (a tenth of the messages)", median(ours, "memory") / 1024,
        median(tenths, "memory") / 1024, "MB", "flat")
    row(f"Undo-CsChange of it, {chat_import.CHAT_ROOMS} rooms (the import)", median(undos, "wall"),
        median(ours, "wall"), "s", "")


def main():
    build = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
    sipsh = os.path.join(build, "shell", "sipsh")
    global MEASURE
    MEASURE = os.path.join(build, "tests", "benchmarks", "measure")
    if not os.path.exists(MEASURE):
        sys.exit(f"{MEASURE} is missing: build with -Dtests=true.")
    parts = {"startup": startup, "language": language, "directory": directory, "durable": durable,
             "bulk": bulk, "transfer": transfer}
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
