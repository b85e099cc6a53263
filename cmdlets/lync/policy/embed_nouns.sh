#!/bin/sh
# embed_nouns.sh OUT FILE... : an assembler file that holds the nouns' YAML, each under a line of its name.
set -eu
out=$1
shift
data=${out%.S}.yaml
: >"$data"
for file in "$@"; do
  printf '# nouns/%s\n' "$(basename "$file" .yaml)" >>"$data"
  cat "$file" >>"$data"
done
cat >"$out" <<END
    .section .rodata
    .global sipsh_nouns_begin, sipsh_nouns_end
    .hidden sipsh_nouns_begin, sipsh_nouns_end
sipsh_nouns_begin:
    .incbin "$(realpath "$data")"
sipsh_nouns_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
END
