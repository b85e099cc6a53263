"""chat_export_test.py SIPSH : an export of many messages that is stopped, killed and repeated, its
progress bar in a terminal, and its memory, which does not grow with the messages."""
import os
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXPORT = "Export-CsPersistentChatData -DBInstance pcpool.contoso.com -FileName "
ROOMS = 20

passed = failed = 0


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def arguments(command):
    return [SIPSH, "-NoProfile", "-NonInteractive", "-Environment", ".", "-Command", command]


def sipsh(folder, command):
    return subprocess.run(arguments(command), cwd=folder, capture_output=True, text=True,
                          timeout=120, check=False)


def make_pool(folder, messages):
    shutil.copytree(os.path.join(ROOT, "examples", "cutover"), folder)
    sipsh(folder, "New-CsPersistentChatCategory -Name Company | Out-Null\n" + "\n".join(
        f"New-CsPersistentChatRoom -Name Room{i} -Category Company | Out-Null" for i in range(ROOMS)))
    add_messages(folder, messages)


def add_messages(folder, messages):
    chat = sqlite3.connect(os.path.join(folder, "chat.db"))
    rooms = [row[0] for row in chat.execute("SELECT id FROM room")]
    check("the pool has its rooms", len(rooms) == ROOMS, rooms)
    chat.executemany(
        "INSERT INTO message(room, author, posted, text) VALUES(?, 'sip:kenmyer@contoso.com', ?, ?)",
        ((rooms[i % ROOMS], 1351641600000 + i, f"Message {i}: <&> \x07 and more")
         for i in range(messages)))
    chat.commit()
    chat.close()


def wait_for(path, process, least=1, seconds=30):
    end = time.time() + seconds
    while time.time() < end and process.poll() is None:
        if os.path.exists(path) and os.path.getsize(path) >= least:
            return True
        time.sleep(0.005)
    return False


def stopped_and_killed(folder):
    partial = os.path.join(folder, "a.zip.partial")
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen(arguments(EXPORT + "a.zip"), cwd=folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        check("the export is on its way", wait_for(partial, process))
        process.send_signal(number)
        _, shown = process.communicate(timeout=30)
        check(f"{number.name} ends it", process.returncode == code, (process.returncode, shown))
        check(f"{number.name} leaves nothing", not os.path.exists(partial) and
              not os.path.exists(os.path.join(folder, "a.zip")))
    process = subprocess.Popen(arguments(EXPORT + "a.zip"), cwd=folder, stderr=subprocess.DEVNULL)
    check("the export is on its way again", wait_for(partial, process))
    second = sipsh(folder, EXPORT + "a.zip")
    check("a second export of the same file is refused", "Another export writes" in second.stderr,
          second.stderr)
    check("the first goes on", process.poll() is None and os.path.exists(partial))
    process.kill()
    process.wait()
    check("a kill leaves no archive", not os.path.exists(os.path.join(folder, "a.zip")))
    again = sipsh(folder, EXPORT + "a.zip -Verbose")
    check("the export is repeated", again.returncode == 0 and "60,000 messages" in again.stderr,
          again.stderr)
    check("nothing but the archive stays", not os.path.exists(partial))
    with zipfile.ZipFile(os.path.join(folder, "a.zip")) as archive:
        check("the archive is whole", archive.testzip() is None)
        check("its messages come in files of a thousand",
              sum(name.startswith("messages/") for name in archive.namelist()) == 60)
    check("others may not read it", os.stat(os.path.join(folder, "a.zip")).st_mode & 0o077 == 0)


def progress(folder):
    master, slave = pty.openpty()
    process = subprocess.Popen(arguments(EXPORT + "b.zip"), cwd=folder, stdin=slave, stdout=slave,
                               stderr=slave)
    os.close(slave)
    shown = b""
    while process.poll() is None or select.select([master], [], [], 0.2)[0]:
        if not select.select([master], [], [], 0.2)[0]:
            continue
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    check("a bar tells what is done", b"Exporting the chat data of pcpool.contoso.com: " in shown and
          b"Writing messages " in shown and b"%" in shown, shown[:400])
    check("and goes", shown.rstrip().endswith(b"\x1b[K"), shown[-100:])


def peak(folder, command):
    """Kilobytes of the process's largest resident set, as it was seen last. (What wait4 tells
    counts this interpreter's own, before the program was there.)"""
    process = subprocess.Popen(arguments(command), cwd=folder)
    largest = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                lines = [line for line in status if line.startswith("VmHWM:")]
        except OSError:
            break
        if lines:
            largest = max(largest, int(lines[0].split()[1]))
        time.sleep(0.01)
    check("the export ends well", process.wait() == 0, process.returncode)
    return largest


def memory(folder):
    with open(SIPSH, "rb") as program:
        if b"__asan_init" in program.read():
            print("memory: left to the build without sanitizers, which keep what was freed")
            return
    few = peak(folder, EXPORT + "c.zip")
    add_messages(folder, 120000)
    many = peak(folder, EXPORT + "d.zip")
    print(f"peak: {few} kB with 60,000 messages, {many} kB with 180,000")
    check("memory does not grow with the messages", few > 4096 and many < few + 2048, (few, many))


with tempfile.TemporaryDirectory(prefix="sipsh-export-") as work:
    place = os.path.join(work, "pool")
    make_pool(place, 60000)
    stopped_and_killed(place)
    progress(place)
    memory(place)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
