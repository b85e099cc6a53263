"""interactive_test.py SIPSH : the prompt, in a terminal that tmux provides."""
import os
import subprocess
import sys
import tempfile
import time

SIPSH = os.path.abspath(sys.argv[1])
WORK = tempfile.TemporaryDirectory(prefix="sipsh-prompt-")
SOCKET = os.path.join(WORK.name, "tmux")
passed = failed = 0


def tmux(*arguments):
    return subprocess.run(["tmux", "-S", SOCKET, "-f", "/dev/null", *arguments],
                          capture_output=True, text=True, timeout=20, check=False)


def screen():
    return tmux("capture-pane", "-p", "-t", "s", "-S", "-200").stdout


def keys(*words):
    tmux("send-keys", "-t", "s", "--", *words)


def wait_for(text, what, seconds=8):
    global passed, failed
    end = time.time() + seconds
    while time.time() < end:
        if text in screen():
            passed += 1
            return True
        time.sleep(0.05)
    failed += 1
    print(f"failed: {what}: {text!r} is not on the screen:\n{screen()}")
    return False


def session():
    history = os.path.join(WORK.name, "sipsh", "history")
    wait_for("PS>", "the prompt")
    keys("40 + 2", "Enter")
    wait_for("\n42", "a sum")
    keys("function f {", "Enter")
    wait_for(">>", "an unfinished statement")
    keys("'in' + 'side'", "Enter", "}", "Enter", "f", "Enter")
    wait_for("inside", "a function over several lines")
    keys("foreach ($i in 1..2) {", "Enter", "Enter", "\"round $i\"", "Enter", "Enter", "}",
         "Enter")
    wait_for("\nround 2", "empty lines in what is pasted")
    keys("Get-Comm", "Tab")
    wait_for("PS> Get-Command", "a cmdlet's name is completed")
    keys("-Synt", "Tab")
    wait_for("-Syntax", "a parameter is completed")
    keys("C-c")
    keys("while ($true) { }", "Enter")
    time.sleep(0.5)
    keys("C-c")
    wait_for("^C\nPS>", "the prompt stands on a line of its own")
    keys("'still ' + 'here'", "Enter")
    wait_for("still here", "Ctrl+C stops the pipeline, not the shell")
    keys("Read-Host 'Your name'", "Enter")
    wait_for("Your name", "a question")
    keys("Ada", "Enter")
    wait_for("\nAda", "an answer")
    keys("Get-History -Count 2 | ForEach-Object { 'entry ' + $_.CommandLine }", "Enter")
    wait_for("entry Read-Host 'Your name'", "the history of the session")
    keys("Invoke-History '40'", "Enter")
    wait_for("\n40 + 2\n42", "an entry runs again")
    keys("New-Alias", "Enter")
    wait_for("\nName:", "a mandatory parameter is asked for")
    keys("say", "Enter")
    wait_for("\nValue:", "and the next")
    keys("Write-Output", "Enter")
    wait_for("Value: Write-Output\nPS>", "the prompt is back")
    keys("say 'by ' 'alias'", "Enter")
    wait_for("\nalias", "the answers are taken")
    keys("function Test-It { param([Parameter(Mandatory)][int[]]$Number) \"all $Number\" }", "Enter",
         "Test-It", "Enter")
    wait_for("Number[0]:", "several values are asked for")
    keys("4", "Enter", "5", "Enter", "Enter")
    wait_for("all 4 5", "numbers, until an empty line")
    keys(f"$typed = '{WORK.name}/typed.txt'", "Enter",
         "Start-Transcript $typed -UseMinimalHeader | Out-Null", "Enter", "20 + 3", "Enter",
         "Stop-Transcript | Out-Null; (Get-Content $typed)[4..5] -join '+'", "Enter")
    wait_for("\nPS> 20 + 3+23", "a transcript of what is typed")
    keys("Clear-History; 'left: ' + @(Get-History).Count", "Enter")
    wait_for("left: 0", "the history is cleared")
    keys("Up", "Up", "C-c")
    time.sleep(0.3)
    keys("exit 5", "Enter")
    wait_for("code 5", "exit")
    global passed, failed
    if os.path.exists(history) and os.stat(history).st_mode & 0o777 == 0o600:
        passed += 1
    else:
        failed += 1
        print("failed: the history file is not there with mode 0600")


shell = (f"env XDG_STATE_HOME={WORK.name} XDG_CONFIG_HOME={WORK.name} "
         f"{SIPSH} -NoProfile; echo code $?; sleep 60")
tmux("new-session", "-d", "-s", "s", "-x", "100", "-y", "40", shell)
try:
    session()
finally:
    tmux("kill-server")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
