"""check_includes.py ROOT : the direction of dependencies between the rooms, enforced.

Each room may include itself, its public headers' users may not include it back. The table is the
one of CONTRIBUTING.md; a new room needs a line here.
"""
import os
import re
import sys

SHELL = ["shell/value", "shell/syntax", "shell/command", "shell/runtime", "shell/format",
         "shell/help"]
ALLOWED = {
    "shell/value": [],
    "shell/syntax": ["shell/value"],
    "shell/command": ["shell/value"],
    "shell/runtime": ["shell/command", "shell/syntax", "shell/value"],
    "shell/format": ["shell/value"],
    "shell/help": ["shell/command", "shell/format", "shell/value"],
    "shell/host": SHELL,
    "shell/readline": SHELL + ["shell/host"],
    "shell": SHELL + ["shell/host"],
    "directory": [],
    "directory/ldap": ["directory"],
    "directory/embedded": ["directory"],
    "directory/schema": ["directory"],
    "directory/journal": ["directory", "directory/topology"],
    "directory/topology": ["directory"],
    "directory/coexistence": ["directory", "directory/topology", "directory/chat"],
    "directory/chat": ["directory", "directory/embedded", "directory/journal"],
    "directory/chat/transfer": ["directory", "directory/chat", "directory/coexistence",
                                "directory/embedded", "directory/journal"],
    "directory/sip": ["directory"],
    "directory/environment": ["directory", "directory/journal", "directory/topology",
                              "directory/chat", "directory/ldap", "directory/embedded"],
    "directory/cutover": ["directory", "directory/journal", "directory/topology", "directory/chat",
                          "directory/chat/transfer", "directory/environment"],
    "cmdlets": ["shell/value", "shell/command", "shell/format", "shell/help", "directory"],
    "tests": ["shell", "directory", "cmdlets", "tests"],
    "examples": ["shell/command", "shell/value"],
}
WHOLE = ("cmdlets", "tests")  # rooms whose permissions reach down into sub-folders
# Composition: the one place that knows both implementations of the store.
EXCEPTIONS = {"directory/open_store.cc": ["directory/ldap", "directory/embedded"]}
INCLUDE = re.compile(r'^\s*#\s*include\s+"((?:shell|directory|cmdlets|tests)/[^"]+)"')


def room_of(path):
    """The longest room of the table that holds `path`."""
    folder = os.path.dirname(path)
    while folder:
        if folder in ALLOWED:
            return folder
        folder = os.path.dirname(folder)
    return None


def permitted(path, room, target):
    included = room_of(target)
    if included is None:
        return False
    if included == room:
        # A module of cmdlets may share a helper, not reach into a sibling's private file.
        return True
    wanted = ALLOWED[room] + EXCEPTIONS.get(path, [])
    if room in WHOLE:
        return any(included == one or included.startswith(one + "/") for one in wanted)
    return included in wanted


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    wrong = files = 0
    for top in ("shell", "directory", "cmdlets", "tests", "examples"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if not name.endswith((".h", ".cc", ".inc")):
                    continue
                path = os.path.relpath(os.path.join(folder, name), root)
                room = room_of(path)
                files += 1
                with open(os.path.join(root, path), encoding="utf-8") as source:
                    for number, line in enumerate(source, 1):
                        found = INCLUDE.match(line)
                        if found and not permitted(path, room, found.group(1)):
                            wrong += 1
                            print(f"{path}:{number}: {room} may not include {found.group(1)}")
    print(f"{files} files, {wrong} forbidden includes")
    return 1 if wrong else 0


sys.exit(main())
