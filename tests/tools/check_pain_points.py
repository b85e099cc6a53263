"""check_pain_points.py TESTS : the table of transcripts/cutover/README.md names tests that are there.

Each row: numbers, trouble, what is done, and tests as `file or folder` "beginning of a title"."""
import os
import re
import sys

TESTS = sys.argv[1]
WANTED = range(1, 36)
TITLE = {".transcript": "# {}", ".cc": 'TEST_CASE("{}', ".py": '"{}'}


def files(place):
    """`unit/cutover` is a folder, `transcripts/cutover/run` a transcript, `integration/rights` rights_test.py."""
    path = os.path.join(TESTS, place)
    if os.path.isdir(path):
        return [os.path.join(path, name) for name in os.listdir(path)]
    return [path + end for end in (".transcript", "_test.py", "_test.cc") if os.path.exists(path + end)]


def has(path, title):
    form = TITLE.get(os.path.splitext(path)[1])
    if form is None:
        return False
    with open(path, encoding="utf-8") as source:
        return form.format(title) in source.read()


problems, covered = [], {}
with open(os.path.join(TESTS, "transcripts", "cutover", "README.md"), encoding="utf-8") as table:
    for line in table:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 4 or not re.match(r"\d", cells[0]):
            continue
        named = re.findall(r'`([^`]+)` "([^"]+)"', cells[3])
        for number in re.findall(r"\d+", cells[0]):
            covered[int(number)] = named
        for place, title in named:
            if not any(has(path, title) for path in files(place)):
                problems.append(f"{cells[0]}: tests/{place} has no test whose title begins with '{title}'")
for number in WANTED:
    if not covered.get(number):
        problems.append(f"{number}: no test is named")
print("\n".join(problems) or f"{len(covered)} troubles, each with a test")
sys.exit(1 if problems else 0)
