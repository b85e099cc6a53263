"""cutover_test.py SIPSH : examples/cutover, twice, on the embedded directory and on slapd."""
import os
import shutil
import subprocess
import sys
import tempfile

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import slapd  # noqa: E402

passed = failed = 0


def check(what, condition, shown):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def sipsh(folder, *arguments):
    return subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder,
                           *arguments], capture_output=True, text=True, timeout=60, check=False)


def weekend(name, folder):
    for turn in ("first", "second"):
        result = sipsh(folder, "-File", os.path.join(folder, "cutover.ps1"))
        check(f"{name}: the {turn} run", result.returncode == 0, result.stdout + result.stderr)
    shown = sipsh(folder, "-OutputFormat", "Json", "-Command", "Get-CsPersistentChatEndpoint")
    check(f"{name}: the endpoint", "sip:ocschat@contoso.com" in shown.stdout,
          shown.stdout + shown.stderr)


with tempfile.TemporaryDirectory(prefix="sipsh-cutover-") as work:
    source = os.path.join(ROOT, "examples", "cutover")
    embedded, served = os.path.join(work, "embedded"), os.path.join(work, "served")
    shutil.copytree(source, embedded)
    shutil.copytree(source, served)
    weekend("embedded", embedded)
    try:
        with slapd.Slapd(os.path.join(work, "slapd"),
                         ldif=os.path.join(source, "directory.ldif")) as server:
            slapd.point_environment_at(served, server.url)
            weekend("slapd", served)
    except (OSError, RuntimeError) as error:
        check("slapd starts", False, error)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
