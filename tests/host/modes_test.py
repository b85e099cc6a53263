"""modes_test.py SIPSH : the ways to start the program, its streams and its exit codes."""
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time

SIPSH = os.path.abspath(sys.argv[1])
WORK = tempfile.TemporaryDirectory(prefix="sipsh-modes-")
passed = failed = 0


def run(*arguments, text="", **more):
    environment = dict(os.environ, XDG_STATE_HOME=WORK.name, XDG_CONFIG_HOME=WORK.name)
    environment.update(more.pop("env", {}))
    return subprocess.run([SIPSH, *arguments], input=text, capture_output=True, text=True,
                          timeout=30, cwd=WORK.name, env=environment, check=False, **more)


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def expect(what, result, code=0, out=None, err=None):
    check(f"{what}: exit code {code}", result.returncode == code, result)
    if out is not None:
        check(f"{what}: stdout", result.stdout == out, repr(result.stdout))
    if err is not None:
        check(f"{what}: stderr holds {err!r}", err in result.stderr, repr(result.stderr))


def script(name, text):
    path = os.path.join(WORK.name, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def commands():
    expect("a command", run("-NoProfile", "-Command", "1 + 1"), 0, "2\n")
    expect("short options", run("-nop", "-c", "'a' + 'b'"), 0, "ab\n")
    expect("two dashes, any case", run("--NOPROFILE", "--command", "1"), 0, "1\n")
    expect("words behind -Command", run("-c", "Write-Output", "x", "-NoEnumerate"), 0, "x\n")
    expect("a version", run("-Version"), 0)
    expect("help", run("-?"), 0)
    check("help names -FailOnError", "-FailOnError" in run("-Help").stdout)


def usage():
    expect("an unknown option", run("-Nonsense"), 64, "", "-Nonsense")
    expect("no command", run("-Command"), 64, "", "-Command")
    expect("a missing script", run("nowhere.ps1"), 64, "", "nowhere.ps1")
    expect("a wrong format", run("-OutputFormat", "Xml", "-c", "1"), 64, "", "Json")


def exit_codes():
    expect("exit N", run("-c", "exit 7"), 7)
    expect("exit in a script", run(script("e.ps1", "exit 3\n")), 3)
    expect("exit on standard input", run(text="exit 4\n"), 4)
    expect("throw", run("-c", "throw 'bad'"), 1, "", "bad")
    expect("a last statement that failed", run("-c", "Get-Nothing"), 1, "", "Get-Nothing")
    expect("an earlier error", run("-c", "Write-Error x; 1"), 0, "1\n", "x")
    expect("-FailOnError", run("-FailOnError", "-c", "Write-Error x; 1"), 1, "1\n", "x")
    expect("-FailOnError, silenced",
           run("-FailOnError", "-c", "Write-Error x -ErrorAction SilentlyContinue; 1"), 0, "1\n")
    expect("text that cannot be parsed", run("-c", "if ("), 1, "")


def scripts():
    path = script("args.ps1", "param($Name, [switch]$Loud)\n\"$Name $Loud $args\"\n")
    expect("a script's arguments", run(path, "-Name", "x", "-Loud", "more"), 0, "x True more\n")
    expect("-File", run("-NoProfile", "-File", path, "y"), 0, "y False \n")
    expect("standard input", run(text="function f($a) {\n  $a * 2\n}\nf 21\n"), 0, "42\n")
    expect("a dash", run("-", text="'in'\n"), 0, "in\n")
    expect("text piped into a command", run("-c", "$input | ForEach-Object { \"<$_>\" }",
                                            text="a\nb\n"), 0, "<a>\n<b>\n")
    shebang = script("tool", "#!/usr/bin/env sipsh\n'tool: ' + $args[0]\n")
    os.chmod(shebang, 0o755)
    path = os.path.dirname(SIPSH) + ":" + os.environ["PATH"]
    result = subprocess.run([shebang, "one"], capture_output=True, text=True, timeout=30,
                            env=dict(os.environ, PATH=path), check=False)
    expect("#!", result, 0, "tool: one\n")
    script_error = run(script("wrong.ps1", "'first'\nGet-Nothing -At all\n"))
    expect("an error in a script", script_error, 1, "first\n", "wrong.ps1:2")
    check("the offending line is shown", "Get-Nothing -At all" in script_error.stderr,
          script_error.stderr)
    check("the error's id is shown", "CommandNotFoundException" in script_error.stderr,
          script_error.stderr)


def checks():
    good, bad = script("good.ps1", "1 + 1\n"), script("bad.ps1", "'x'\nif (1) {\n")
    expect("-Check of good scripts", run("-Check", good), 0, "")
    result = run("-Check", good, bad)
    expect("-Check of a bad one", result, 1)
    check("file:line:column", result.stdout.startswith(bad + ":") and
          result.stdout.count(":") >= 3, result.stdout)
    check("nothing runs", "x\n" not in run("-Check", bad).stdout.splitlines())


def formats():
    made = "[pscustomobject]@{A = 1; B = 'x'}"
    expect("Json", run("-OutputFormat", "Json", "-c", made), 0, '[\n{"A":1,"B":"x"}\n]\n')
    expect("Json of nothing", run("-OutputFormat", "Json", "-c", "$null"), 0)
    expect("Csv", run("-OutputFormat", "csv", "-c", made), 0, '"A","B"\n"1","x"\n')
    table = run("-c", made)
    expect("a table", table, 0)
    check("no colours without a terminal", "\x1b" not in table.stdout + run("-c", "foo").stderr)


def streams():
    result = run("-c", "Write-Warning w; Write-Error e; 'data'")
    expect("diagnostics on stderr", result, 0, "data\n", "WARNING: w")
    with subprocess.Popen(f"'{SIPSH}' -NoProfile -c '1..300000' | head -n 1", shell=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as pipe:
        out, err = pipe.communicate(timeout=30)
    check("a closed reader is quiet", (out, err) == ("1\n", ""), (out, err))


def questions():
    expect("a question without a terminal", run("-NonInteractive", "-c", "Read-Host 'Name'"), 1, "")
    script("x.ps1", "")
    os.makedirs(os.path.join(WORK.name, "sipsh"), exist_ok=True)
    script("sipsh/profile.ps1", "$fromProfile = 5\n")
    expect("the profile", run("-c", "$fromProfile"), 0, "5\n")
    expect("-NoProfile", run("-NoProfile", "-c", "\"<$fromProfile>\""), 0, "<>\n")


def broken_output():
    def shell(line):
        return subprocess.run(["bash", "-c", line.replace("SIPSH", f"'{SIPSH}' -NoProfile")],
                              capture_output=True, text=True, timeout=30, cwd=WORK.name,
                              check=False)
    full = shell("SIPSH -Command '1..10' > /dev/full")
    expect("a full disk is told", full, 1, "", "No space left on device")
    full = shell("SIPSH -Command '1..1000000; New-Item -Type File late.txt' > /dev/full")
    expect("a full disk ends the run", full, 1, "", "not complete")
    check("nothing runs behind it", not os.path.exists(os.path.join(WORK.name, "late.txt")))
    closed = shell("SIPSH -Command '1..10' >&-")
    expect("no standard output at all", closed, 1, "", "cannot be written")
    quiet = shell("SIPSH -Command '\"x\" > kept.txt; 1' >&- 2>&- <&-; echo $?; cat kept.txt")
    expect("no streams: a file that is written stays clean", quiet, 0, "1\nx\n")
    head = shell("SIPSH -Command '1..1000000' | head -1; echo ${PIPESTATUS[0]}")
    expect("a reader that has seen enough", head, 0, "1\n141\n", "")
    check("and nothing is said of it", head.stderr == "", head.stderr)


def transcripts():
    path = os.path.join(WORK.name, "shown.txt")
    text = ("Start-Transcript shown.txt | Out-Null; 'out'; Write-Host 'host'; Write-Warning 'warn'\n"
            "Write-Error 'bad'; Stop-Transcript | Out-Null; 'behind'\n")
    expect("a transcript", run(text=text), 0, "out\nhost\nbehind\n", "bad")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    shown = [line for line in lines if line in ("out", "host", "WARNING: warn", "behind")]
    check("what was shown until it was stopped", shown == ["out", "host", "WARNING: warn"], lines)
    check("errors, too", any("bad" in line for line in lines), lines)
    check("heading and end", lines[1] == "Transcript start" and "Transcript end" in lines, lines)
    run("-c", "Start-Transcript shown.txt -Append -UseMinimalHeader; 'more'")
    with open(path, encoding="utf-8") as file:
        again = file.read()
    check("appended, ended with the program", again.count("Transcript start\n") == 2 and
          again.endswith("more\n"), again)
    expect("one that is there", run("-c", "Start-Transcript shown.txt -NoClobber"), 1, "",
           "NoClobber,Start-Transcript")
    expect("a folder that is not there", run("-c", "Start-Transcript no/where.txt"), 1, "",
           "CannotStartTranscription,Start-Transcript")
    expect("none to stop", run("-c", "Stop-Transcript"), 1, "", "No transcript is running")
    expect("a full disk", run("-c", "Start-Transcript /dev/full; 1"), 0, None, "it ends here")


def without_home():
    bare = subprocess.run(["env", "-i", SIPSH, "-NoProfile", "-c", "$HOME; (Resolve-Path ~).Path"],
                          capture_output=True, text=True, timeout=30, check=False)
    home = os.path.realpath(os.path.expanduser(f"~{pwd.getpwuid(os.getuid()).pw_name}"))
    check("no HOME: the account's own", bare.stdout.splitlines() == [home, home], bare)


def long_lines():
    long = run("-c", "if (1) {\n'" + "x" * 5000 + "' + $(nonsense) + '" + "y" * 5000 + "'\n}")
    line = long.stderr.splitlines()[2]
    check("a very long line is cut around the marks", len(line) < 300 and "$(nonsense)" in line,
          long.stderr[:1000])
    marks = long.stderr.splitlines()[3]
    check("the marks stand below it", line[marks.index("~"):].startswith("nonsense"),
          long.stderr[:1000])


def stops():
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        for body in ("while ($true) { }", "Start-Sleep 20", "sleep 20"):
            text = "try { 'on'; " + body + " } finally { Write-Warning 'cleaned up' }"
            with subprocess.Popen([SIPSH, "-NoProfile", "-c", "Write-Warning on; " + text],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True) as child:
                child.stderr.readline()
                time.sleep(0.3)
                child.send_signal(number)
                try:
                    _, err = child.communicate(timeout=10)
                except subprocess.TimeoutExpired:
                    child.kill()
                    err = "did not stop"
            check(f"{number.name} in {body}: {code}", child.returncode == code,
                  (child.returncode, err))
            check(f"{number.name} in {body}: finally runs", "cleaned up" in err, err)


for part in (commands, usage, exit_codes, scripts, checks, formats, streams, questions,
             broken_output, transcripts, without_home, long_lines, stops):
    try:
        part()
    except (subprocess.SubprocessError, OSError) as error:
        check(part.__name__, False, error)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
