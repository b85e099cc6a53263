// [regex] and what its methods answer: Match, Group, as scripts see them.
#pragma once

namespace sipsh {
class TypeTable;
}

namespace sipsh::runtime {

void RegisterRegexTypes(sipsh::TypeTable& types);

}  // namespace sipsh::runtime
