#!/bin/sh
# embed.sh OUT FILE...: writes C++ that holds the schema files, in this order, as string literals.
set -eu
out=$1
shift
{
  printf '#include "directory/schema_text.h"\n\nnamespace sipsh::directory {\n\n'
  printf 'std::vector<std::string_view> BuiltInSchemaTexts() {\n  return {\n'
  for file in "$@"; do
    printf '      R"SCHEMA('
    cat "$file"
    printf ')SCHEMA",\n'
  done
  printf '  };\n}\n\n}  // namespace sipsh::directory\n'
} > "$out"
