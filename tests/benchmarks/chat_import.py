"""The rows of Import-CsPersistentChatData, beside sqlite3's own .import of the same messages into tables
of the same layout, indices included."""
import os
import shutil
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import chat_dumps  # noqa: E402

MESSAGES = int(os.environ.get("MESSAGES", "1000000"))
CHAT_ROOMS = int(os.environ.get("CHAT_ROOMS", "1000"))


def exported(sipsh, work, name, messages):
    """An environment with an archive beside it, made from dumps of a legacy pool."""
    folder = os.path.join(work, name)
    shutil.copytree(os.path.join(ROOT, "examples", "cutover"), folder)
    dumps = os.path.join(work, name + "-dumps")
    chat_dumps.write(dumps, categories=max(CHAT_ROOMS // 20, 1), rooms=CHAT_ROOMS, messages=messages)
    settings = os.path.join(folder, "environment.yaml")
    with open(settings, encoding="utf-8") as source:
        lines = [line for line in source if not line.startswith(("legacy_chat", "  gcpool"))]
    with open(settings, "w", encoding="utf-8") as out:
        out.writelines(lines)
        out.write(f"legacy_chat: {{gcpool.contoso.com: {dumps}}}\n")
    archive = os.path.join(work, name + ".zip")
    subprocess.run(command(sipsh, folder, "Export-CsPersistentChatData -DBInstance gcpool.contoso.com "
                           f"-FileName {archive} -WarningAction SilentlyContinue"), check=True)
    shutil.rmtree(dumps)
    for left in os.listdir(folder):
        if left.endswith(".db") and left != "directory.db" and left != "chat.db":
            os.remove(os.path.join(folder, left))
    return folder, archive


def command(sipsh, folder, script):
    return [sipsh, "-NoProfile", "-NonInteractive", "-Environment", folder, "-FailOnError", "-Command",
            script]


def ready_copy(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def peer_tables(imported, work):
    """The same rows as CSV, and an empty file of the same tables with the same rooms."""
    rows, empty = os.path.join(work, "messages.csv"), os.path.join(work, "empty.db")
    chat = os.path.join(imported, "chat.db")
    with open(rows, "wb") as out:
        subprocess.run(["sqlite3", "-csv", chat, "SELECT * FROM message ORDER BY id"], stdout=out,
                       check=True)
    source = sqlite3.connect(chat)
    source.execute("VACUUM INTO ?", (empty,))
    source.close()
    target = sqlite3.connect(empty)
    target.execute("DELETE FROM message")
    target.commit()
    target.execute("VACUUM")
    target.execute("PRAGMA journal_mode=WAL")
    target.close()
    return rows, empty


def measured(sipsh, work, run_once, rounds):
    """Samples of sipsh, of the peer, and of sipsh at a tenth of the messages."""
    folder, archive = exported(sipsh, work, "whole", MESSAGES)
    small, small_archive = exported(sipsh, work, "tenth", MESSAGES // 10)
    ours, peers, tenths, undos = [], [], [], []
    rows = empty = None
    for turn in range(rounds):
        place = ready_copy(folder, os.path.join(work, "run"))
        text = "Import-CsPersistentChatData -DBInstance pcpool.contoso.com -FileName {} " \
               "-WarningAction SilentlyContinue"
        ours.append(run_once(command(sipsh, place, text.format(archive))))
        if turn == 0:
            rows, empty = peer_tables(place, work)
        undos.append(run_once(command(
            sipsh, place, "Undo-CsChange (Get-CsChange | Select-Object -Last 1).Id "
            "-WarningAction SilentlyContinue")))
        target = os.path.join(work, "peer.db")
        shutil.copy(empty, target)
        peers.append(run_once(["sqlite3", target, "PRAGMA synchronous=FULL",
                               f".import --csv {rows} message"]))
        with sqlite3.connect(target) as database:
            count = database.execute("SELECT COUNT(*) FROM message").fetchone()[0]
        if count != MESSAGES:
            raise RuntimeError(f"the peer imported {count} messages")
        place = ready_copy(small, os.path.join(work, "run"))
        tenths.append(run_once(command(sipsh, place, text.format(small_archive))))
    return ours, peers, tenths, undos
