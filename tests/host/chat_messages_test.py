"""chat_messages_test.py SIPSH : messages of Persistent Chat rooms through the user's door: what Get-,
Remove- and Clear- choose, that texts never reach the journal, and what an undo brings back. Then two
administrators at one room: the second does not overwrite what the first did meanwhile."""
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POSTED = [  # author, UTC milliseconds, text
    ("sip:kenmyer@contoso.com", 1351728000000, "Buy BONDS today"),       # 2012-11-01 00:00
    ("sip:packerman@contoso.com", 1351814399000, "today we rest"),       # 2012-11-01 23:59:59
    ("sip:kenmyer@contoso.com", 1351814400000, "Sell the bonds"),        # 2012-11-02 00:00
    ("sip:jweber@contoso.com", 1354320000000, "O'Brien said; DROP it"),  # 2012-12-01 00:00
]
failed = 0


def check(what, is_so, shown=""):
    global failed
    if not is_so:
        failed += 1
        print(f"failed: {what}: {shown}")


def sipsh(folder, command):
    return subprocess.run(
        [SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, "-Command", command],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "TZ": "UTC"})


def texts(folder, choice=""):
    shown = sipsh(folder, f"(Get-CsPersistentChatMessage -Identity Desk {choice}).Text")
    check("reading messages " + choice, shown.returncode == 0, shown.stderr)
    return shown.stdout.splitlines()


def made(parent):
    folder = os.path.join(parent, "env")
    shutil.copytree(os.path.join(ROOT, "examples", "cutover"), folder)
    ready = sipsh(folder, "$null = New-CsPersistentChatCategory -Name Finance; "
                          "$null = New-CsPersistentChatRoom -Name Desk -Category Finance")
    check("a room is made", ready.returncode == 0, ready.stderr)
    with sqlite3.connect(os.path.join(folder, "chat.db")) as chat:
        chat.executemany("INSERT INTO message(room, author, posted, text) "
                         "SELECT id, ?, ?, ? FROM room", POSTED)
    chat.close()
    return folder


def journal(folder):
    text = ""
    for name in ("journal.jsonl", "audit.log"):
        with open(os.path.join(folder, "journal", name), encoding="utf-8") as file:
            text += file.read()
    return text


def choices(folder):
    check("all, the oldest first", texts(folder) == [text for _, _, text in POSTED], texts(folder))
    check("by author", len(texts(folder, "-UserUri KenMyer@contoso.com")) == 2)
    check("all words", texts(folder, "-Filter 'bonds today'") == ["Buy BONDS today"])
    check("one of the words", len(texts(folder, "-Filter 'bonds today' -MatchClause Or")) == 3)
    check("the phrase", texts(folder, "-Filter 'the bonds' -MatchClause Exact") == ["Sell the bonds"])
    check("capitals", texts(folder, "-Filter bonds -CaseSensitive $true") == ["Sell the bonds"])
    check("a date is the whole day", len(texts(folder, "-EndDate 2012-11-01")) == 2)
    check("a time is a time", len(texts(folder, "-EndDate '2012-11-01 12:00'")) == 1)
    check("from a date", len(texts(folder, "-StartDate 2012-11-02")) == 2)
    check("so many", texts(folder, "-ResultSize 1") == ["Buy BONDS today"])


def removing(folder):
    nothing = sipsh(folder, "Remove-CsPersistentChatMessage -Identity Desk -Remove")
    check("a choice is asked for", "MessagesNotChosen" in nothing.stderr, nothing.stderr)
    only = sipsh(folder, "Remove-CsPersistentChatMessage -Identity Desk -Filter bonds -Remove -WhatIf")
    check("-WhatIf counts", "delete 2 messages" in only.stdout + only.stderr, only.stdout + only.stderr)
    check("-WhatIf changes nothing", len(texts(folder)) == 4)
    done = sipsh(folder, "Remove-CsPersistentChatMessage -Identity Desk -Filter \"O'Brien\" "
                         "-ReplaceMessage 'taken out'")
    check("replaced", done.returncode == 0 and texts(folder)[3] == "taken out", done.stderr)
    done = sipsh(folder, "Remove-CsPersistentChatMessage -Identity Desk -UserUri packerman@contoso.com "
                         "-Remove")
    check("removed", done.returncode == 0 and "today we rest" not in texts(folder), done.stderr)


def clearing(folder):
    asked = sipsh(folder, "Clear-CsPersistentChatRoom Desk -EndDate 2012-11-01")
    check("clearing asks first", asked.returncode != 0 and len(texts(folder)) == 3, asked.stderr)
    done = sipsh(folder, "Get-CsPersistentChatRoom | Clear-CsPersistentChatRoom -EndDate 2012-11-01 "
                         "-Confirm:$false")
    check("cleared", done.returncode == 0, done.stderr)
    check("what is younger stays", texts(folder) == ["Sell the bonds", "taken out"], texts(folder))
    check("no text is in the journal", not any(text in journal(folder) for _, _, text in POSTED))
    last = "(Get-CsChange | Select-Object -Last 1).Id"
    undone = sipsh(folder, f"Undo-CsChange -Id {last}")
    check("clearing is not undone", "NotRecorded" in undone.stderr, undone.stderr)
    done = sipsh(folder, "Remove-CsPersistentChatRoom Desk")
    check("the room is removed", done.returncode == 0, done.stderr)
    undone = sipsh(folder, f"Undo-CsChange -Id {last}")
    said = undone.stdout + undone.stderr
    check("the loss is told", "chatMessages" in said, said)
    check("the room is back, empty", texts(folder) == [], said)
    check("no text is in the journal afterwards",
          not any(text in journal(folder) for _, _, text in POSTED))


def read_until(terminal, text, seconds=20):
    shown, end = "", time.time() + seconds
    while text not in shown and time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 65536).decode(errors="replace")
            except OSError:  # Its other end is closed.
                break
    return shown


def meanwhile(folder):
    """One is asked whether to go on; before the answer another one changes the same room."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(SIPSH, [SIPSH, "-NoProfile", "-Environment", folder, "-Command",
                         "Set-CsPersistentChatRoom Desk -Description first -Confirm"])
    asked = read_until(terminal, "[Y]")
    check("the first is asked", "[Y]" in asked, asked)
    done = sipsh(folder, "Set-CsPersistentChatRoom Desk -Description second")
    check("the second changes the room", done.returncode == 0, done.stderr)
    os.write(terminal, b"y\r")
    answer = read_until(terminal, "ChangedMeanwhile")
    check("the first is told", "ChangedMeanwhile" in answer, answer)
    os.waitpid(child, 0)
    os.close(terminal)
    now = sipsh(folder, "(Get-CsPersistentChatRoom Desk).Description")
    check("what the second wrote stands", now.stdout.strip() == "second", now.stdout)


with tempfile.TemporaryDirectory() as parent:
    environment = made(parent)
    choices(environment)
    removing(environment)
    clearing(environment)
    meanwhile(environment)
print("chat messages:", f"{failed} failed" if failed else "as they should be")
sys.exit(1 if failed else 0)
