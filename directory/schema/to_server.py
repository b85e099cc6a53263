#!/usr/bin/env python3
"""Turns the .schema files into what other servers load, leaving out what they have already.

    to_server.py 389ds [--have LDIF] FILE...
        LDIF for 389 Directory Server: modifies cn=schema.
    to_server.py ad --schema-dn CN=Schema,CN=Configuration,DC=... [--have LDIF] FILE...
        LDIF for Active Directory and Samba: new attributes, new classes, and what existing classes
        (user, contact ...) may hold besides. Schema updates must be allowed on the server.

LDIF of --have is what the server says of itself (directory/schema/README.md has the searches); without it
everything is written. A name that the server knows is left as it is, whatever its OID.
"""
import argparse
import base64
import re
import sys

# RFC 4517's syntaxes as Active Directory writes them: attributeSyntax, oMSyntax, oMObjectClass.
AD_SYNTAXES = {
    "7": ("2.5.5.8", "1", None),
    "12": ("2.5.5.1", "127", base64.b64encode(bytes.fromhex("2b0c0287731c00854a")).decode()),
    "15": ("2.5.5.12", "64", None),
    "24": ("2.5.5.11", "24", None),
    "27": ("2.5.5.9", "2", None),
    "40": ("2.5.5.10", "4", None),
}
# Attributes that Active Directory keeps an index of (searchFlags 1), and in the global catalogue.
AD_INDEXED = {"msrtcsip-primaryuseraddress", "msrtcsip-line", "msrtcsip-userenabled", "proxyaddresses",
              "msrtcsip-primaryhomeserver"}
AD_CATALOGUE = {"msrtcsip-primaryuseraddress", "msrtcsip-line", "msrtcsip-primaryhomeserver"}
# Where entries of a class may stand besides below their superior class's own places: the rule is
# Active Directory's alone, so the .schema files cannot say it.
AD_SUPERIORS = {"contact": ["container", "msRTCSIP-ApplicationContacts"]}
AD_DEFAULT_SUPERIORS = ["container", "configuration", "organizationalUnit", "domainDNS", "computer"]


def definitions(paths):
    """Yields (keyword, text) with the object identifiers resolved."""
    macros = {}
    for path in paths:
        with open(path, encoding="utf-8") as source:
            lines = source.read().splitlines()
        text = ""
        for line in lines + [""]:
            if line[:1] in (" ", "\t") and line.strip():
                text += " " + line.strip()
                continue
            if text:
                keyword, rest = text.split(None, 1)
                if keyword == "objectidentifier":
                    name, value = rest.split()
                    macros[name] = expand(value, macros)
                else:
                    oid = re.match(r"\(\s*(\S+)", rest)
                    yield keyword, rest[:oid.start(1)] + expand(oid.group(1), macros) + rest[oid.end(1):]
            text = "" if line.startswith("#") else line.strip()


def expand(value, macros):
    name, _, tail = value.partition(":")
    if name in macros:
        return macros[name] + ("." + tail if tail else "")
    return value


class Definition:
    """One RFC 4512 description, read as far as the servers' other forms need it."""

    def __init__(self, text):
        self.text = text
        self.tokens = re.findall(r"'[^']*'|[()$]|[^\s()$']+", text)
        self.oid = self.tokens[1]
        self.names = self.values("NAME")

    def values(self, key):
        if key not in self.tokens:
            return []
        at = self.tokens.index(key) + 1
        if self.tokens[at] != "(":
            return [self.tokens[at].strip("'")]
        end = self.tokens.index(")", at)
        return [token.strip("'") for token in self.tokens[at + 1:end] if token != "$"]

    def first(self, key):
        return next(iter(self.values(key)), "")

    def flag(self, key):
        return key in self.tokens


class Known:
    """What the server has: names in lower case, and what its classes may hold."""

    def __init__(self, path):
        self.attributes, self.classes, self.may, self.superiors = set(), set(), {}, {}
        self.oids = set()
        if not path:
            return
        with (sys.stdin if path == "-" else open(path, encoding="utf-8")) as source:
            text = source.read().replace("\n ", "")
        for record in re.split(r"\n\s*\n", text):
            self.read(record)

    def read(self, record):
        fields = {}
        for line in record.splitlines():
            name, colon, value = line.partition(":")
            if colon and not line.startswith("#"):
                if value.startswith(":"):
                    value = base64.b64decode(value[1:]).decode("utf-8", "replace")
                fields.setdefault(name.lower(), []).append(value.strip())
        for key, names in (("attributetypes", self.attributes), ("objectclasses", self.classes)):
            for text in fields.get(key, []):
                definition = Definition(text)
                names.update(name.lower() for name in definition.names)
                self.oids.add(definition.oid)
        names = [name.lower() for name in fields.get("ldapdisplayname", [])]
        if "attributeSchema" in fields.get("objectclass", []):
            self.attributes.update(names)
        elif names:
            self.classes.update(names)
            held = [each.lower() for key in ("maycontain", "systemmaycontain", "mustcontain",
                                             "systemmustcontain") for each in fields.get(key, [])]
            self.may[names[0]] = set(held)
            self.superiors[names[0]] = {each.lower() for key in ("posssuperiors", "systemposssuperiors")
                                        for each in fields.get(key, [])}


def for_389(found, known, out):
    lines = {"attributetype": [], "objectclass": []}
    for keyword, text in found:
        definition = Definition(text)
        have = known.attributes if keyword == "attributetype" else known.classes
        if any(name.lower() in have for name in definition.names):
            continue
        if definition.oid in known.oids:
            # Taken by another name (thumbnailPhoto's is): 389-ds has a form for what has no OID.
            text = text.replace(definition.oid, definition.names[0] + "-oid", 1)
        lines[keyword].append(re.sub(r"\s*\)\s*$", " X-ORIGIN 'sipsh' )", text))
    out.append("dn: cn=schema\nchangetype: modify")
    for keyword, attribute in (("attributetype", "attributeTypes"), ("objectclass", "objectClasses")):
        if lines[keyword]:
            out.append(f"add: {attribute}")
            out.extend(f"{attribute}: {text}" for text in lines[keyword])
            out.append("-")
    out.append("")


def ad_oid(oid):
    """Active Directory's identifiers have parts of 32 bits at most: one below 2.25 (a whole UUID) goes
    under the arc that Microsoft keeps for generated ones, the UUID cut into seven parts."""
    if not oid.startswith("2.25."):
        return oid
    number, *rest = oid[len("2.25."):].split(".")
    digits = f"{int(number):032x}"
    cuts = [0, 4, 8, 12, 16, 20, 26, 32]
    parts = [str(int(digits[start:end], 16)) for start, end in zip(cuts, cuts[1:])]
    return ".".join(["1.2.840.113556.1.8000.2554", *parts, *rest])


def ad_attribute(definition, schema_dn, out):
    name = definition.names[0]
    syntax, om_syntax, om_class = AD_SYNTAXES[definition.first("SYNTAX").rsplit(".", 1)[-1]]
    out.append(f"dn: CN={name},{schema_dn}\nchangetype: add\nobjectClass: top\nobjectClass: attributeSchema\n"
               f"cn: {name}\nlDAPDisplayName: {name}\nattributeID: {ad_oid(definition.oid)}\n"
               f"attributeSyntax: {syntax}\noMSyntax: {om_syntax}")
    if om_class:
        out.append(f"oMObjectClass:: {om_class}")
    low = name.lower()
    out.append(f"isSingleValued: {'TRUE' if definition.flag('SINGLE-VALUE') else 'FALSE'}\n"
               f"searchFlags: {1 if low in AD_INDEXED else 0}")
    if low in AD_CATALOGUE:
        out.append("isMemberOfPartialAttributeSet: TRUE")
    out.append("")


def ad_class(definition, schema_dn, out):
    name = definition.names[0]
    category = 3 if definition.flag("AUXILIARY") else 1
    out.append(f"dn: CN={name},{schema_dn}\nchangetype: add\nobjectClass: top\nobjectClass: classSchema\n"
               f"cn: {name}\nlDAPDisplayName: {name}\ngovernsID: {ad_oid(definition.oid)}\n"
               f"objectClassCategory: {category}\nrDNAttID: cn\nsubClassOf: {definition.first('SUP') or 'top'}")
    for key, attribute in (("MUST", "mustContain"), ("MAY", "mayContain")):
        out.extend(f"{attribute}: {each}" for each in definition.values(key))
    if category == 1:
        out.extend(f"possSuperiors: {each}" for each in AD_DEFAULT_SUPERIORS)
    out.append(f"defaultObjectCategory: CN={name},{schema_dn}\n"
               "defaultSecurityDescriptor: D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)"
               "(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)\n")


def ad_extension(definition, schema_dn, known, out):
    """What a class of Active Directory's own is to hold besides: Lync's attributes only."""
    name = definition.names[0]
    low = name.lower()
    more = [each for each in definition.values("MAY")
            if each.lower().startswith("msrtcsip-") and each.lower() not in known.may.get(low, set())]
    places = [each for each in AD_SUPERIORS.get(low, []) if each.lower() not in known.superiors.get(low, set())]
    if not more and not places:
        return
    cn = {"user": "User", "contact": "Contact", "group": "Group", "computer": "Computer",
          "container": "Container", "configuration": "Configuration",
          "serviceConnectionPoint": "Service-Connection-Point"}.get(name, name)
    out.append(f"dn: CN={cn},{schema_dn}\nchangetype: modify")
    for attribute, values in (("mayContain", more), ("possSuperiors", places)):
        if values:
            out.append(f"add: {attribute}")
            out.extend(f"{attribute}: {each}" for each in values)
            out.append("-")
    out.append("")


RELOAD = "dn:\nchangetype: modify\nadd: schemaUpdateNow\nschemaUpdateNow: 1\n-\n"


def for_ad(found, known, schema_dn, out):
    found = [(keyword, Definition(text)) for keyword, text in found]
    for keyword, definition in found:
        if keyword == "attributetype" and definition.names[0].lower() not in known.attributes:
            ad_attribute(definition, schema_dn, out)
    out.append(RELOAD)
    fresh = set()  # Classes that the server does not know before it reads its schema again.
    for keyword, definition in found:
        if keyword == "objectclass" and definition.names[0].lower() not in known.classes:
            if definition.first("SUP") in fresh:
                out.append(RELOAD)
                fresh.clear()
            ad_class(definition, schema_dn, out)
            fresh.add(definition.names[0])
    out.append(RELOAD)
    for keyword, definition in found:
        if keyword == "objectclass" and definition.names[0].lower() in known.classes:
            ad_extension(definition, schema_dn, known, out)
    out.append(RELOAD)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", choices=["389ds", "ad"])
    parser.add_argument("--schema-dn")
    parser.add_argument("--have")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    if arguments.server == "ad" and not arguments.schema_dn:
        parser.error("ad needs --schema-dn")
    known, out = Known(arguments.have), []
    found = list(definitions(arguments.files))
    if arguments.server == "389ds":
        for_389(found, known, out)
    else:
        for_ad(found, known, arguments.schema_dn, out)
    print("\n".join(out))


if __name__ == "__main__":
    main()
