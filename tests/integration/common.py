"""What the integration tests share: sipsh as a command, counting, an environment with users."""
import os
import shutil
import subprocess
import sys

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
CUTOVER = os.path.join(ROOT, "examples", "cutover")
SEED = os.path.join(CUTOVER, "directory.ldif")

counts = {"passed": 0, "failed": 0}


def check(what, condition, shown=""):
    counts["passed" if condition else "failed"] += 1
    if not condition:
        print(f"failed: {what}: {shown}")


def sipsh(folder, command, *options, **environment):
    """Runs one command; gives (exit code, stdout and stderr)."""
    result = subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, *options,
                             "-Command", command], capture_output=True, text=True, timeout=90, check=False,
                            env={**os.environ, **environment})
    return result.returncode, result.stdout + result.stderr


def environment_at(folder, lines):
    """A copy of examples/cutover whose environment.yaml has these lines instead of directory: and seed:."""
    shutil.copytree(CUTOVER, folder)
    path = os.path.join(folder, "environment.yaml")
    with open(path, encoding="utf-8") as source:
        kept = [line for line in source if not line.startswith(("directory:", "seed:", "#"))]
    with open(path, "w", encoding="utf-8") as out:
        out.write(lines.rstrip("\n") + "\n" + "".join(kept))
    return folder


def password_file(folder, password):
    path = os.path.join(folder, "password")
    with open(path, "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(password + "\n")


def journal_text(folder):
    path = os.path.join(folder, "journal", "journal.jsonl")
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as source:
        return source.read()


def finish():
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    sys.exit(1 if counts["failed"] else 0)
