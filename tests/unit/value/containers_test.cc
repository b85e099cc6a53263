#include "shell/value/containers.h"

#include "tests/unit/value/support.h"

using namespace sipsh;

TEST_CASE("hash table: keys ignore case, kinds differ, order is kept") {
  HashtableObject* table = new HashtableObject();
  Value keep = Value::FromObject(table);
  table->Set("Name", I(1));
  table->Set("NAME", I(2));
  table->Set(I(1), S("int"));
  table->Set(S("1"), S("text"));
  CHECK(table->size() == 3);
  CHECK(table->Find("name")->AsInt32() == 2);
  CHECK(ToText(*table->Find(I(1))) == "int");
  CHECK(table->Remove(S("name")));
  CHECK(table->Find("name") == nullptr);
  for (int i = 0; i < 1000; ++i) table->Set("k" + std::to_string(i), I(i));
  for (int i = 0; i < 1000; i += 2) table->Remove(S("K" + std::to_string(i)));
  for (int i = 0; i < 1000; ++i) {
    const Value* found = table->Find("k" + std::to_string(i));
    CHECK((found != nullptr) == (i % 2 == 1));
  }
  CHECK(table->size() == 502);
  CHECK(ErrorIdOf([&] { table->Set(Value(), I(1)); }) == "InvalidKey");
}

TEST_CASE("ordered dictionaries insert and index") {
  auto table = MakeObject<HashtableObject>(types::kOrderedDictionary);
  Value value = Value::FromObject(table);
  table->Set("b", I(2));
  table->Set("c", I(3));
  table->Insert(0, S("a"), I(1));
  CHECK(ToText(MakeArray(table->Keys())) == "a b c");
  CHECK(GetIndex(value, I(0)).AsInt32() == 1);
  table->RemoveAt(1);
  CHECK(ToText(MakeArray(table->Keys())) == "a c");
  CHECK(GetMember(value, "c").AsInt32() == 3);
  SetMember(value, "d", I(4));
  CHECK(table->size() == 3);
}

TEST_CASE("ending a heap frees cycles") {
  Heap heap;
  {
    HeapScope scope(heap);
    Value array = A({});
    AsArray(array)->items().push_back(array);
    Value record = Value::FromObject(new RecordObject());
    SetMember(AddMember(record, "Self", MemberKind::kNoteProperty, Value()), "Self", record);
  }
  CHECK(heap.container_count() == 2);
}

TEST_CASE("a long chain is released without recursion") {
  Value chain;
  for (int i = 0; i < 1000000; ++i) chain = A({std::move(chain)});
  chain = Value();
  CHECK(chain.IsNull());
}

TEST_CASE("a value that outlives its heap is empty, not dangling") {
  Value kept;
  {
    Heap heap;
    HeapScope scope(heap);
    kept = A({I(1)});
  }
  CHECK(AsArray(kept)->size() == 0);
}

TEST_CASE("shapes are shared") {
  auto one = MakeObject<RecordObject>();
  auto two = MakeObject<RecordObject>();
  for (auto* record : {one.get(), two.get()}) {
    record->Set("A", I(1));
    record->Set("B", I(2));
  }
  CHECK(one->shape() == two->shape());
  one->RemoveMember("a");
  CHECK(one->Find("A") == nullptr);
  CHECK(one->Find("b")->AsInt32() == 2);
  for (int i = 0; i < 300; ++i) two->Set("P" + std::to_string(i), I(i));
  CHECK(two->Find("p299")->AsInt32() == 299);
}
