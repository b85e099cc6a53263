"""check_sizes.py ROOT : the house numbers. Warns above 450 lines a file and 80 lines a function,
fails above 800 lines a file (tables and tests excepted)."""
import os
import re
import sys

WARN_FILE, HARD_FILE, WARN_FUNCTION, WARN_FOLDER = 450, 800, 80, 24
START = re.compile(r"^(?!namespace|struct|class|enum|union|extern|#|//|\}|using)\S.*\)\s*"
                   r"(const|noexcept|override|->.*|:.*)?\s*\{\s*$")


def functions(lines):
    """Pairs (line, length) of functions that start and end in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and START.match(line):
            start = number
        elif start is not None and line.startswith("}"):
            yield start, number - start + 1
            start = None


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    hard = 0
    sizes = []
    for top in ("shell", "cmdlets", "directory"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            sources = [name for name in sorted(names) if name.endswith((".h", ".cc"))]
            if len(sources) > 2 * WARN_FOLDER:
                print(f"{os.path.relpath(folder, root)}: {len(sources)} files in one folder")
            for name in sources:
                path = os.path.join(folder, name)
                shown = os.path.relpath(path, root)
                with open(path, encoding="utf-8") as source:
                    lines = source.read().splitlines()
                sizes.append(len(lines))
                if len(lines) > HARD_FILE:
                    hard += 1
                    print(f"{shown}: {len(lines)} lines, the limit is {HARD_FILE}")
                elif len(lines) > WARN_FILE:
                    print(f"{shown}: warning: {len(lines)} lines, perhaps two ideas")
                for number, length in functions(lines):
                    if length > WARN_FUNCTION:
                        print(f"{shown}:{number}: warning: a function of {length} lines")
    sizes.sort()
    if sizes:
        print(f"{len(sizes)} files, median {sizes[len(sizes) // 2]} lines, largest {sizes[-1]}")
    return 1 if hard else 0


sys.exit(main())
