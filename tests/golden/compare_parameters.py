#!/usr/bin/env python3
"""compare_parameters.py ACTUAL : compares the parameters that our Cs and AD cmdlets declare with what
the public documentation says of them.

ACTUAL is what `surface parameters MODULE...` printed. cs-parameters.tsv, beside this file, holds the
documented facts; deviations.txt what differs on purpose, each with its reason.

How it compares, for every documented cmdlet that we declare:
  * each documented parameter must be declared (or be an alias of one: OnLyncServer became
    OnModernServer), and each declared one documented;
  * the type must be of the same kind (KINDS below): a documented type that has no counterpart here,
    such as Fqdn or UserIdParameter, is a text, or an object where objects are accepted too;
  * the documented parameter sets, by name, with "!" mandatory and "@N" the order of positions; a set
    of our own is told once, as Set:NAME;
  * parameters of the online service alone (sets that begin with "?") may be left out;
  * pipeline input by value and by property name: what is documented must be taken; taking more is
    no fault;
  * the documented aliases must be there; more are no fault.
A declared cmdlet of a Cs noun that the documentation does not have must be listed as ours.
"""
import fnmatch
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
WHOLE = {"System.Byte", "System.UInt64", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64"}
OBJECT = "System.Object"
TEXT = {"System.String", OBJECT}
KINDS = {
    "switch": {"System.Management.Automation.SwitchParameter"},
    "bool": {"System.Boolean"},
    "string": {"System.String"},
    "string[]": {"System.String[]"},
    "byte[]": {"System.Byte[]", OBJECT},
    "Guid": {"System.Guid", *TEXT},
    "int16": WHOLE, "uint16": WHOLE, "int32": WHOLE, "uint32": WHOLE,
    "int64": WHOLE, "uint64": WHOLE, "byte": WHOLE,
    "Unlimited<uint32>": {OBJECT},
    "PSCredential": {"System.Management.Automation.PSCredential", OBJECT},
    "DateTime": {"System.DateTime", OBJECT},
    "TimeSpan": {"System.TimeSpan", OBJECT},
    "PSObject": {OBJECT, "System.Management.Automation.PSObject"},
    "XElement": {OBJECT, "System.Xml.Linq.XElement"},
}


# Types may be declared by their short names, and as nullable.
SHORT = {"object": OBJECT, "long": "System.Int64", "int64": "System.Int64", "byte": "System.Byte",
         "uint64": "System.UInt64", "ulong": "System.UInt64", "uint": "System.UInt32",
         "ushort": "System.UInt16", "short": "System.Int16", "string[]": "System.String[]", "byte[]": "System.Byte[]",
         "object[]": "System.Object[]",
         "guid": "System.Guid", "datetime": "System.DateTime", "timespan": "System.TimeSpan",
         "string": "System.String", "bool": "System.Boolean", "int": "System.Int32",
         "uint32": "System.UInt32", "uint16": "System.UInt16", "int16": "System.Int16",
         "int32": "System.Int32", "switch": "System.Management.Automation.SwitchParameter"}


def full_name(declared):
    """System.Boolean for nullable[bool]."""
    name = re.sub(r"(?i)^nullable\[(.*)\]$", r"\1", declared)
    return SHORT.get(name.lower(), name)


def table(lines):
    """{cmdlet: {parameter: [type, sets, pipeline, aliases]}}, all as text."""
    found = {}
    for line in lines:
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        cmdlet, parameter, *facts = line.split("\t")
        facts += ["-"] * (4 - len(facts))
        found.setdefault(cmdlet, {})[parameter] = facts
    return found


def kinds_of(documented):
    if documented in KINDS:
        return KINDS[documented]
    if documented.startswith(("PSListModifier", "MultiValuedProperty<", "List<")):
        return {OBJECT, "System.String[]", "System.Object[]"}
    return TEXT


def sets_of(text, all_sets):
    """{set: (mandatory, position or None)}; sets without a name are one called *."""
    found = {}
    for item in text.lstrip("?").split(","):
        name, mandatory, position = re.fullmatch(r"([^!@]+)(!?)(?:@(\d+))?", item).groups()
        value = (bool(mandatory), None if position is None else int(position))
        for one in all_sets if name == "*" else [name]:
            found[one.lower()] = value
    return found


def names_of_sets(parameters):
    names = {re.split("[!@]", item)[0] for facts in parameters.values() for item in facts[1].lstrip("?").split(",")}
    return sorted(names - {"*"}) or ["*"]


def ordered(parameters):
    """The sets of every parameter, positions as their rank in the set (documents differ in where
    they begin to count)."""
    all_sets = names_of_sets(parameters)
    sets = {name: sets_of(facts[1], all_sets) for name, facts in parameters.items()}
    for one in {s for of in sets.values() for s in of}:
        places = sorted(of[one][1] for of in sets.values() if one in of and of[one][1] is not None)
        for of in sets.values():
            if one in of and of[one][1] is not None:
                of[one] = (of[one][0], places.index(of[one][1]))
    return sets


def shown(sets):
    return ", ".join(
        name + ("!" if mandatory else "") + ("" if position is None else f"@{position}")
        for name, (mandatory, position) in sorted(sets.items()))


def compare(documented, declared):
    """(cmdlet, parameter, what) for everything that differs."""
    faults = []
    for cmdlet in sorted(documented.keys() & declared.keys()):
        there, here = documented[cmdlet], declared[cmdlet]
        there_sets, here_sets = ordered(there), ordered(here)
        known = {one for of in there_sets.values() for one in of}
        ours = {one for of in here_sets.values() for one in of}
        if len(known) == len(ours) == 1:  # Then its name says nothing.
            here_sets = {name: dict.fromkeys(known, *of.values()) for name, of in here_sets.items()}
            ours = known
        extra = ours - known
        if extra and "*" not in known | ours:
            faults += [(cmdlet, "Set:" + one, "is a set of our own") for one in sorted(extra)]
            here_sets = {name: {one: value for one, value in of.items() if one in known}
                         for name, of in here_sets.items()}
        also = {alias for facts in here.values() for alias in facts[3].split(",")}
        for name in sorted(there.keys() - here.keys() - also):
            if not there[name][1].startswith("?"):
                faults.append((cmdlet, name, "is documented and not declared"))
        for name in sorted(here.keys() - there.keys()):
            faults.append((cmdlet, name, "is declared and not documented"))
        for name in sorted(there.keys() & here.keys()):
            kind, _, pipeline, aliases = there[name]
            kind_here, _, pipeline_here, aliases_here = here[name]
            if full_name(kind_here) not in kinds_of(kind):
                faults.append((cmdlet, name, f"type: {kind} documented, {kind_here} declared"))
            if there_sets[name] != here_sets[name] and not there[name][1].startswith("?"):
                faults.append((cmdlet, name, f"sets: {shown(there_sets[name])} documented, "
                                             f"{shown(here_sets[name])} declared"))
            missing = set(pipeline) - set(pipeline_here) - {"-"}
            if missing:
                faults.append((cmdlet, name, f"pipeline: {pipeline} documented, {pipeline_here} declared"))
            wanted = {a.lower() for a in aliases.split(",")} - {"-"}
            if wanted - {a.lower() for a in aliases_here.split(",")}:
                faults.append((cmdlet, name, f"aliases: {aliases} documented, {aliases_here} declared"))
    return faults


def read_deviations():
    """What differs on purpose: {(cmdlet, parameter or *)}, and the cmdlets that are ours."""
    allowed, ours = set(), set()
    for number, line in enumerate((HERE / "deviations.txt").read_text().splitlines(), 1):
        words, _, reason = line.partition("#")
        words = words.split()
        if not words:
            continue
        if not reason.strip():
            sys.exit(f"deviations.txt:{number}: give the reason behind a #")
        if words[0] == "ours":
            ours.add(words[1])
        else:
            allowed.update((words[0], name) for name in words[1:])
    return allowed, ours


def main():
    documented = table((HERE / "cs-parameters.tsv").open())
    declared = {name: parameters for name, parameters in table(open(sys.argv[1])).items()
                if re.search(r"-Cs[A-Z]", name) or name in documented}
    allowed, ours = read_deviations()
    faults = compare(documented, declared)
    used = set()
    lines = []
    for cmdlet, name, what in faults:
        fits = [one for one in allowed if fnmatch.fnmatch(cmdlet, one[0]) and one[1] == name]
        used.update(fits)
        if not fits:
            lines.append(f"{cmdlet} -{name}: {what}")
    for cmdlet, name in sorted(allowed - used):
        if cmdlet in declared:
            lines.append(f"{cmdlet} -{name}: no longer differs; take it out of deviations.txt")
    for cmdlet in sorted(declared.keys() - documented.keys() - ours):
        lines.append(f"{cmdlet}: documented nowhere; list it in deviations.txt as ours")
    for cmdlet in sorted(ours & documented.keys()):
        lines.append(f"{cmdlet}: listed as ours, but it is documented")
    for line in lines:
        print(line)
    common = len(documented.keys() & declared.keys())
    print(f"{common} documented cmdlets compared, {len(allowed)} deviations on purpose, {len(ours)} of "
          f"our own, {len(lines)} faults")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
