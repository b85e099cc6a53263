"""Puts a running server's directory back: what is not to be kept goes, a seed comes. Faster than a new server."""
import ldap
import ldif
from ldap.controls import SimplePagedResultsControl


def all_dns(connection, base):
    found, page = [], SimplePagedResultsControl(True, size=500, cookie="")
    while True:
        message = connection.search_ext(base, ldap.SCOPE_SUBTREE, attrlist=["1.1"], serverctrls=[page])
        _, entries, _, controls = connection.result3(message)
        found += [dn for dn, _ in entries if dn]
        cookies = [each.cookie for each in controls if each.controlType == page.controlType]
        if not cookies or not cookies[0]:
            return found
        page.cookie = cookies[0]


def depth(dn):
    return len(ldap.dn.explode_dn(dn))


def key(dn):
    return ",".join(ldap.dn.explode_dn(dn)).lower()


def dns_of(connection, contexts):
    found = []
    for base in contexts:
        try:
            found += all_dns(connection, base)
        except ldap.NO_SUCH_OBJECT:
            pass
    return {key(dn): dn for dn in found}


def reset(url, bind_dn, password, contexts, keep, seed):
    """`keep`: keys of entries that stay as they are."""
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.simple_bind_s(bind_dn, password)
    there = dns_of(connection, contexts)
    for name in sorted(there, key=lambda each: -depth(there[each])):
        if name not in keep:
            connection.delete_s(there[name])
    if seed:
        with open(seed, "rb") as source:
            records = ldif.LDIFRecordList(source)
            records.parse()
        for dn, attributes in records.all_records:
            if key(dn) not in keep:
                connection.add_s(dn, list(attributes.items()))
    connection.unbind_s()
