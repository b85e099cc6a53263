# Turns a slapd.conf .schema file into LDIF for cn=config:
#   awk -v name=2-msrtcsip -f to_config_ldif.awk 2-msrtcsip.schema > 2-msrtcsip.ldif
#   ldapadd -Y EXTERNAL -H ldapi:/// -f 2-msrtcsip.ldif
function flush_definition() {
  if (definition != "") {
    sub(/^[a-z]+[ \t]+/, "", definition)
    print key ": " definition
  }
  definition = ""
}
BEGIN {
  keys["attributetype"] = "olcAttributeTypes"
  keys["objectclass"] = "olcObjectClasses"
  keys["objectidentifier"] = "olcObjectIdentifier"
  sub(/^[0-9]+-/, "", name)
  print "dn: cn=" name ",cn=schema,cn=config"
  print "objectClass: olcSchemaConfig"
  print "cn: " name
}
/^#/ || /^[ \t]*$/ { flush_definition(); next }
/^[ \t]/ { sub(/^[ \t]+/, " "); definition = definition $0; next }
{ flush_definition(); definition = $0; key = keys[$1] }
END { flush_definition() }
