"""summary.py TESTLOG.json : adds up what the tests counted and prints "N passed, N failed".

A test program that ends with a line "N passed, N failed" (or doctest's own summary) counts as so
many; any other counts as one. A skipped test is a failed one: a server or a tool was missing.
"""
import json
import re
import sys

PLAIN = re.compile(r"^(\d+) passed, (\d+) failed\s*$", re.M)
DOCTEST = re.compile(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed")


def counts(test):
    output = re.sub(r"\x1b\[[0-9;]*m", "", test.get("stdout") or "")
    found = PLAIN.findall(output) or DOCTEST.findall(output)
    passed, failed = (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if good and passed == 0:
        passed = 1
    if not good and failed == 0:
        failed = 1
    return passed, failed


def main():
    passed = failed = 0
    try:
        with open(sys.argv[1], encoding="utf-8") as log:
            for line in log:
                test = json.loads(line)
                more, worse = counts(test)
                passed, failed = passed + more, failed + worse
                if worse:
                    print(f"failed: {test['name']} ({test['result']}, {worse} of {more + worse})")
    except OSError as error:
        print(f"No test ran: {error}")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
