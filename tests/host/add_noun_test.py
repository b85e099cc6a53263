"""add_noun_test.py ROOT BUILD : a noun is added by writing one YAML file, and nothing else.

Takes the nouns of the tree and three more (a policy, an object that it holds, an element of its list), makes the lync module again from the objects already built,
and uses the new cmdlets as an administrator would.
"""
import glob
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

NOUN = """noun: CsGreetingPolicy
synopsis: the greeting policies
kind: policy
type: Contoso.GreetingPolicy
scopes: [global, site, tag]
verbs: [Get, New, Set, Remove, Grant]
properties:
  Text: {type: string, max_length: 20, help: What is said.}
  Times: {type: uint32, default: 1, min: 1, max: 9}
  Mood: {type: enum, values: [Kind, Curt], default: Kind, from: choice}
  Card: {type: object, of: CsGreetingCard}
  Lines: {type: objects, of: CsGreetingLine}
rules:
  - {when: [Mood, is, Curt], need: [Times, is, "1"], message: A curt greeting is said once.}
"""
CARD = """noun: CsGreetingCard
synopsis: a card
kind: object
type: Contoso.GreetingCard
verbs: [New]
properties:
  Picture: {type: uri, mandatory: true}
  Large: {type: bool, default: false}
"""
LINE = """noun: CsGreetingLine
synopsis: the lines of greetings
kind: child
in: CsGreetingPolicy.Lines
type: Contoso.GreetingLine
verbs: [Get, New, Set, Remove]
properties:
  Name: {type: string, mandatory: true, key: true}
  Priority: {type: int32, min: 0, position: true}
  Text: {type: string, default: Hello}
"""
SESSION = [
    ("New-CsGreetingPolicy Front -Text Hello | Format-Table -HideTableHeaders", "Tag:Front Hello 1 Kind {}"),
    ("(Get-CsGreetingPolicy | ForEach-Object Identity) -join ','", "Global,Tag:Front"),
    ("try { Set-CsGreetingPolicy Front -Times 10 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }",
     "InvalidPropertyValue,Set-CsGreetingPolicy"),
    ("try { Set-CsGreetingPolicy Front -Times 2 -Mood Curt -ErrorAction Stop } catch { \"$_\" }",
     "CsGreetingPolicy Tag:Front: A curt greeting is said once."),
    ("Get-CsGreetingPolicy -Filter tag:* | Set-CsGreetingPolicy -Times 2; (Get-CsGreetingPolicy Front).Times", "2"),
    ("Remove-CsGreetingPolicy Front; @(Get-CsGreetingPolicy).Count", "1"),
    ("Set-CsGreetingPolicy -Card (New-CsGreetingCard -Picture https://contoso.com/a.png); "
     "(Get-CsGreetingPolicy).Card | Format-Table -HideTableHeaders", "https://contoso.com/a.png False"),
    ("'Second', 'First' | ForEach-Object { New-CsGreetingLine global/$_ -Priority 0 } | Out-Null; "
     "Set-CsGreetingLine global/Second -Text Bye; Get-CsGreetingLine | Format-Table -HideTableHeaders",
     "Global/First First 0 Hello Global/Second Second 1 Bye"),
    ("Remove-CsGreetingLine global/First; (Get-CsGreetingPolicy).Lines.Text", "Bye"),
    ("(Get-Command Grant-CsGreetingPolicy).Parameters.ContainsKey('PolicyName')", "True"),
]


def run(command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def link_again(build, work, nouns):
    """The module, linked as the build does, with these nouns in place of its own."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    source, made = os.path.join(work, "nouns.S"), os.path.join(work, "nouns.o")
    run(["sh", os.path.join(root, "cmdlets/lync/policy/embed_nouns.sh"), source, *nouns])
    run(["c++", "-c", "-fPIC", source, "-o", made])
    target = "cmdlets/lync/sipsh_lync.so"
    link = run(["ninja", "-C", build, "-t", "commands", "-s", target]).splitlines()[-1]
    words = [made if word.endswith("nouns.S.o") else word for word in shlex.split(link)]
    words[words.index(target)] = os.path.join(work, target)
    run(words, cwd=build)


def stage(build, work):
    """A build tree's programs and plug-ins, by links, with room for one plug-in made anew."""
    os.makedirs(os.path.join(work, "shell"))
    for name in ("sipsh", "libsipsh.so"):
        shutil.copy(os.path.join(build, "shell", name), os.path.join(work, "shell", name))
    for path in glob.glob(os.path.join(build, "cmdlets", "*", "*.so")):
        place = os.path.join(work, os.path.relpath(path, build))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if not path.endswith("sipsh_lync.so"):
            os.symlink(path, place)


def main(root, build):
    build = os.path.abspath(build)
    with tempfile.TemporaryDirectory(prefix="sipsh-noun-") as work:
        added = []
        for name, text in (("CsGreetingPolicy", NOUN), ("CsGreetingCard", CARD), ("CsGreetingLine", LINE)):
            added.append(os.path.join(work, name + ".yaml"))
            with open(added[-1], "w", encoding="utf-8") as file:
                file.write(text)
        stage(build, work)
        link_again(build, work, sorted(glob.glob(os.path.join(root, "cmdlets/lync/policy/nouns/*.yaml"))) + added)
        environment = os.path.join(work, "contoso")
        shutil.copytree(os.path.join(root, "examples", "cutover"), environment)
        modules = sorted(glob.glob(os.path.join(work, "cmdlets", "*", "sipsh_*.so")))
        variables = dict(os.environ, LD_LIBRARY_PATH=os.path.join(work, "shell"))
        run([os.path.join(build, "shell", "module_index"), os.path.join(work, "cmdlets", "cmdlets.index"),
             os.path.join(work, "cmdlets"), *modules], env=variables)
        failed = 0
        for line, expected in SESSION:
            answer = run([os.path.join(work, "shell", "sipsh"), "-NoProfile", "-Environment", environment,
                          "-Command", line], env=variables)
            if " ".join(answer.split()) != expected:
                failed += 1
                print(f"{line}\n  expected {expected!r}\n  got      {answer!r}")
    print(f"{len(SESSION) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
