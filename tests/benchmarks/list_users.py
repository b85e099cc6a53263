"""list_users.py URL FILE : what an administrator would write with python-ldap: six attributes of
every enabled user, in pages of 1,000, to a CSV file."""
import csv
import sys

import ldap
import ldap.sasl
from ldap.controls import SimplePagedResultsControl

ATTRIBUTES = ["displayName", "msRTCSIP-PrimaryUserAddress", "msRTCSIP-PrimaryHomeServer",
              "msRTCSIP-UserEnabled", "msRTCSIP-Line", "cn"]

connection = ldap.initialize(sys.argv[1])
connection.sasl_non_interactive_bind_s("EXTERNAL")
control = SimplePagedResultsControl(True, size=1000, cookie="")
with open(sys.argv[2], "w", newline="", encoding="utf-8") as out:
    writer = csv.writer(out)
    writer.writerow(ATTRIBUTES)
    while True:
        message = connection.search_ext("dc=contoso,dc=com", ldap.SCOPE_SUBTREE,
                                        "(msRTCSIP-UserEnabled=TRUE)", ATTRIBUTES,
                                        serverctrls=[control])
        _, entries, _, controls = connection.result3(message)
        for _, values in entries:
            writer.writerow([values.get(name, [b""])[0].decode() for name in ATTRIBUTES])
        control.cookie = controls[0].cookie
        if not control.cookie:
            break
