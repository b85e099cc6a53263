"""CSV dumps of a Group Chat database, as made as one likes: write(folder, ...).

A tree of two levels: categories below the root, a child category in every other one, rooms in all of
them; managers, members, a federated principal; messages in the order of rooms and times.
"""
import csv
import os

TICKS_AT_EPOCH = 621355968000000000
FIRST = 1350000000000  # Milliseconds: October 2012.


def _table(folder, name, columns, rows):
    with open(os.path.join(folder, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(rows)


def write(folder, categories=3, rooms=10, messages=2500,
          users=("sip:kenmyer@contoso.com", "sip:packerman@contoso.com")):
    """Rooms are spread over the categories, messages over the rooms."""
    os.makedirs(folder, exist_ok=True)
    parents, nodes = [], [(1, 1, 1, "Root", "", 1, 1, 0, 0, 4, 6, "")]
    for i in range(categories):
        parent = 1 if i % 2 == 0 else parents[-1]
        parents.append(2 + i)
        nodes.append((2 + i, parent, 1, f"Category {i}", f"The {i}th", "", "", "", 0, 4, 6, ""))
    first_room = 2 + categories
    for i in range(rooms):
        nodes.append((first_room + i, parents[i % categories], 0, f"Room {i}", f"About {i}", "", "",
                      "", int(i % 7 == 6), 5 if i % 5 == 4 else 4, (3, 6, 2)[i % 3],
                      "s1" if i == 0 else ""))
    _table(folder, "tblNode", "nodeID parentID nodeType nodeName nodeDesc invite logged filePost "
           "disabled behavior visibility siopID".split(), nodes)
    people = [(1, "ma-grp://contoso", "contoso", "dc=contoso,dc=com", 0, 8),
              (2, "sip:pat@fabrikam.com", "Pat", "", 0, 7)]
    people += [(3 + i, uri, uri[4:].split("@")[0], "", 0, 5) for i, uri in enumerate(users)]
    _table(folder, "tblPrincipal", "prinID prinUri prinName prinADPath prinDisabled prinTypeID".split(),
           people)
    _table(folder, "tblRoleType", ["rtypeID", "rtypeDesc"],
           [(1, "Member"), (2, "Manager"), (3, "Voiced"), (4, "Creator")])
    roles = [(1, 3, 2), (2, 4, 2)]
    for i in range(rooms):
        roles += [(first_room + i, 3 + i % len(users), 1), (first_room + i, 2, 1)]
        if i % 5 == 4:
            roles.append((first_room + i, 3 + i % len(users), 3))
    _table(folder, "tblPrincipalRole", "prinRoleNodeID prinRolePrinID prinRoleTypeID".split(), roles)
    _table(folder, "tblScopePrincipal", "scopeNodeID scopePrinID scopeIsDenied".split(), [(1, 1, 0)])
    _table(folder, "tblSiopWhiteList", "siopID siopName siopUrl".split(),
           [("s1", "Prices", "https://prices.contoso.com")])
    chats = ((first_room + i * rooms // messages, i + 1,
              TICKS_AT_EPOCH + (FIRST + i // 3 * 977) * 10000, 3 + i % len(users),
              f"Message {i // 4 * 4}: does lunch at twelve & a half suit, or is <later> \"better\"?")
             for i in range(messages))
    _table(folder, "tblChat", "channelId chatId chatDate userId content".split(), chats)
