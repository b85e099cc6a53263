"""check_help.py SIPSH INDEX ROOT : every cmdlet has a page, every page a cmdlet, and pages are sound.

The index of cmdlet names tells which plug-in holds a cmdlet; its page is help/NAME.md in that
plug-in's folder, or help/NOUN.md, which the cmdlets of a noun share. A page has the headings of HEADINGS in their order, and at least one example that is
a transcript. What a page says in code spans is checked: a parameter must be one of the page's cmdlet
(or of the cmdlet that the span begins with), what is listed under "See also" must exist. Pages
about_*.md are free in their headings. Every parameter must have a line of help.
"""
import json
import os
import re
import subprocess
import sys

HEADINGS = ["Description", "Examples", "Notes", "See also"]
OPTIONAL = {"Notes"}
LIST = r"""
Get-Command -CommandType Cmdlet | ForEach-Object {
    $command = Get-Command $_.Name
    $help = Get-Help $_.Name
    [pscustomobject]@{
        Name = $command.Name
        Synopsis = $help.Synopsis
        Parameters = @($command.Parameters.Keys)
        Aliases = @($command.Parameters.Values | ForEach-Object { $_.Aliases })
        Unexplained = @($help.Parameters | Where-Object { -not $_.Description } | ForEach-Object Name)
    }
} | ConvertTo-Json -Depth 3
"""
OPERATORS = {
    "eq", "ne", "gt", "ge", "lt", "le", "like", "notlike", "match", "notmatch", "contains",
    "notcontains", "in", "notin", "replace", "split", "join", "is", "isnot", "as", "and", "or",
    "xor", "not", "band", "bor", "bxor", "bnot", "shl", "shr", "f"}
OPERATORS |= {prefix + name for prefix in "ci" for name in OPERATORS}


def surface(sipsh):
    """Name in lower case -> what the shell says of that cmdlet."""
    shown = subprocess.run([sipsh, "-NoProfile", "-Command", LIST], check=True,
                           stdout=subprocess.PIPE).stdout
    return {one["Name"].lower(): one for one in json.loads(shown)}


def pages_wanted(index, root):
    """Name of each cmdlet -> where its page belongs."""
    wanted = {}
    with open(index, encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 2:
                folder = os.path.dirname(fields[1])
                wanted[fields[0]] = os.path.join(root, "cmdlets", folder, "help", fields[0] + ".md")
    return wanted


def pages_there(root):
    for folder, _, files in os.walk(os.path.join(root, "cmdlets")):
        if os.path.basename(folder) == "help":
            yield from (os.path.join(folder, file) for file in files if file.endswith(".md"))


def outside_of_blocks(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def served(name, cmdlets):
    """The cmdlets that a page of this name is for, as one: those of the name, or of the noun."""
    own = [one for key, one in cmdlets.items()
           if key == name.lower() or key.endswith("-" + name.lower())]
    if not own:
        return None
    return {"Name": name, "Parameters": [p for one in own for p in one["Parameters"]],
            "Aliases": [a for one in own for a in one["Aliases"]]}


def parameter_faults(text, own, cmdlets):
    """Code spans that name a parameter which is not there."""
    for span in re.findall(r"`([^`\n]+)`", outside_of_blocks(text)):
        words = span.split()
        cmdlet = cmdlets.get(words[0].lower()) if words else None
        if not cmdlet and not span.startswith("-"):
            continue
        known = {name.lower() for one in (cmdlet or own,) if one
                 for name in one["Parameters"] + one["Aliases"]}
        for name in re.findall(r"(?:^|\s)-([A-Za-z]\w*)", span):
            if name.lower() not in known | OPERATORS:
                yield f"names the parameter -{name}, which {(cmdlet or own)['Name']} does not have"


def heading_faults(text):
    plain = outside_of_blocks(text)
    found = re.findall(r"^## (.+?)\s*$", plain, flags=re.M)
    for heading in HEADINGS:
        if heading not in found and heading not in OPTIONAL:
            yield f"has no heading '## {heading}'"
    for heading in found:
        if heading not in HEADINGS:
            yield f"has the heading '{heading}'; those of a page are {', '.join(HEADINGS)}"
    if [h for h in HEADINGS if h in found] != [h for h in found if h in HEADINGS]:
        yield "has its headings in another order than " + ", ".join(HEADINGS)
    if not re.search(r"^```\n(?=PS> )", text, flags=re.M):
        yield "has no example that is a transcript (a fenced block that begins with 'PS> ')"
    examples = plain.partition("## Examples")[2].partition("\n## ")[0]
    if "### " not in examples:
        yield "has no example with a title of its own (### ...)"


def link_faults(text, cmdlets, topics):
    for line in outside_of_blocks(text).partition("## See also")[2].strip().split(","):
        name = line.strip().strip("`")
        if name and name.lower() not in cmdlets and name.lower() not in topics:
            yield f"names {name} under See also, which there is not"


def faults_of(path, cmdlets, topics):
    name = os.path.splitext(os.path.basename(path))[0]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if text.split("\n", 1)[0] != "# " + name:
        yield f"does not begin with '# {name}'"
    if name.startswith("about_"):
        spans = "\n".join(s for s in re.findall(r"`[^`\n]+`", outside_of_blocks(text))
                          if not s.startswith("`-"))
        yield from parameter_faults(spans, None, cmdlets)
        return
    yield from heading_faults(text)
    yield from link_faults(text, cmdlets, topics)
    own = served(name, cmdlets)
    if own:
        yield from parameter_faults(text, own, cmdlets)


def main(sipsh, index, root):
    cmdlets = surface(sipsh)
    wanted = pages_wanted(index, root)
    there = sorted(pages_there(root))
    topics = {os.path.splitext(os.path.basename(p))[0].lower() for p in there
              if os.path.basename(p).startswith("about_")}
    of_noun = {name: os.path.join(os.path.dirname(path), name.partition("-")[2] + ".md")
               for name, path in wanted.items()}
    faults = [f"{path} is missing: {name} has no page" for name, path in sorted(wanted.items())
              if path not in there and of_noun[name] not in there]
    for path in there:
        if (not os.path.basename(path).startswith("about_") and path not in wanted.values()
                and path not in of_noun.values()):
            faults.append(f"{path}: no cmdlet of that name is in the plug-in beside it")
        faults += [f"{path}: {fault}" for fault in faults_of(path, cmdlets, topics)]
    for one in cmdlets.values():
        if not one["Synopsis"]:
            faults.append(f"{one['Name']} has no synopsis")
        faults += [f"{one['Name']} -{name} has no line of help" for name in one["Unexplained"]]
    print("\n".join(faults + [f"{len(there)} pages, {len(wanted)} cmdlets, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
