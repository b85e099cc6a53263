#include "shell/value/members.h"

#include "tests/unit/value/support.h"

using namespace sipsh;

namespace {
Value Call(const Value& target, std::string_view name, std::vector<Value> args = {}) {
  return InvokeMethod(target, name, args);
}
Value Static(std::string_view type, std::string_view name, std::vector<Value> args = {}) {
  return InvokeStaticMethod(Heap::Current().types().Get(type), name, args);
}
}  // namespace

TEST_CASE("members of text") {
  CHECK(GetMember(S("abc"), "length").AsInt32() == 3);
  CHECK(ToText(Call(S("hello"), "Substring", {I(1), I(3)})) == "ell");
  CHECK(ToText(Call(S("a,b,,c"), "Split", {S(",")})) == "a b  c");
  CHECK(AsArray(Call(S("a,b,,c"), "Split",
                     {S(","), GetStaticMember(types::kStringSplitOptions, "RemoveEmptyEntries")}))
            ->size() == 3);
  CHECK(ToText(Call(S(" x "), "Trim")) == "x");
  CHECK(ToText(Call(S("xxaxx"), "TrimEnd", {S("x")})) == "xxa");
  CHECK(ToText(Call(S("7"), "PadLeft", {I(3), Value::Char('0')})) == "007");
  CHECK(Call(S("hello"), "IndexOf", {S("l")}).AsInt32() == 2);
  CHECK(Call(S("hello"), "LastIndexOf", {S("l")}).AsInt32() == 3);
  CHECK(ToText(Call(S("aXbX"), "Replace", {S("X"), S("-")})) == "a-b-");
  CHECK(ToText(Call(S("abc"), "ToUpper")) == "ABC");
  CHECK(ToText(Static("string", "Join", {S("-"), A({I(1), I(2)})})) == "1-2");
  CHECK(ToText(Static("string", "Format", {S("{0}{1}"), I(1), I(2)})) == "12");
  CHECK(ToBool(Static("string", "IsNullOrEmpty", {Value()})));
  CHECK(ErrorIdOf([] { Call(S("abc"), "Substring", {I(9)}); }) == "ArgumentOutOfRangeException");
  CHECK(ErrorIdOf([] { Call(S("abc"), "NoSuch"); }) == "MethodNotFound");
  CHECK(ErrorIdOf([] { Call(Value(), "Trim"); }) == "InvokeMethodOnNull");
  CHECK(ErrorIdOf([] { Call(S("abc"), "Substring"); }) == "MethodCountCouldNotFindBest");
}

TEST_CASE("scalars have Count and Length") {
  CHECK(GetMember(I(5), "Count").AsInt32() == 1);
  CHECK(GetMember(Value(), "Count").AsInt32() == 0);
  CHECK(GetMember(I(5), "NoSuch").IsNull());
}

TEST_CASE("an array answers with its elements' members") {
  auto one = MakeObject<RecordObject>();
  one->Set("Name", S("a"));
  auto two = MakeObject<RecordObject>();
  two->Set("name", S("b"));
  Value both = A({Value::FromObject(one), Value::FromObject(two)});
  CHECK(ToText(GetMember(both, "Name")) == "a b");
  CHECK(GetMember(both, "Count").AsInt32() == 2);
  CHECK(ToText(Call(A({S("a"), S("b")}), "ToUpper")) == "A B");
}

TEST_CASE("records and inline caches") {
  ShapeRef shape = ShapeBuilder("Contoso.User").Add("Name").Add("Age").Build();
  MemberCache cache;
  for (int i = 0; i < 3; ++i) {
    Value record = Value::FromObject(new RecordObject(shape, {S("n"), I(i)}));
    CHECK(GetMember(record, "age", &cache).AsInt32() == i);
  }
  CHECK(cache.shape.get() == shape.get());
  Value record = Value::FromObject(new RecordObject(shape, {S("n"), I(1)}));
  SetMember(record, "AGE", I(7));
  CHECK(GetMember(record, "Age").AsInt32() == 7);
  CHECK(TypeNames(record)[0] == "Contoso.User");
  CHECK(ErrorIdOf([&] { SetMember(record, "Other", I(1)); }) == "PropertyNotFound");
  CHECK(PropertyNames(record) == std::vector<std::string>{"Name", "Age"});
}

TEST_CASE("Add-Member on records, objects and scalars") {
  Value record = Value::FromObject(new RecordObject());
  AddMember(record, "X", MemberKind::kNoteProperty, I(1));
  CHECK(GetMember(record, "x").AsInt32() == 1);
  Value text = AddMember(S("abc"), "Tag", MemberKind::kNoteProperty, I(2));
  CHECK(GetMember(text, "Tag").AsInt32() == 2);
  CHECK(GetMember(text, "Length").AsInt32() == 3);
  CHECK(ToText(text) == "abc");
  Value list = A({I(1)});
  AddMember(list, "Note", MemberKind::kNoteProperty, S("n"));
  CHECK(ToText(GetMember(list, "Note")) == "n");
  AddMember(record, "Y", MemberKind::kAliasProperty, S("X"));
  CHECK(GetMember(record, "Y").AsInt32() == 1);
  Value properties = GetMember(GetMember(record, "psobject"), "Properties");
  CHECK(ToText(GetMember(properties, "Name")) == "X Y");
}

TEST_CASE("indexes") {
  Value array = A({I(1), I(2), I(3)});
  CHECK(GetIndex(array, I(-1)).AsInt32() == 3);
  CHECK(GetIndex(array, I(9)).IsNull());
  CHECK(ToText(GetIndex(array, A({I(0), I(2)}))) == "1 3");
  CHECK(ToText(GetIndex(S("abc"), I(1))) == "b");
  CHECK(ErrorIdOf([] { GetIndex(Value(), I(0)); }) == "NullArray");
  SetIndex(array, I(0), S("x"));
  CHECK(ToText(array) == "x 2 3");
  CHECK(ErrorIdOf([&] { SetIndex(array, I(9), I(1)); }) == "IndexOutOfRange");
}

TEST_CASE("lists grow, arrays do not") {
  Value list = Construct(types::kArrayList, {});
  CHECK(Call(list, "Add", {I(4)}).AsInt32() == 0);
  Call(list, "AddRange", {A({I(1), I(3)})});
  Call(list, "Sort");
  CHECK(ToText(list) == "1 3 4");
  CHECK(ErrorIdOf([] { Call(A({}), "Add", {I(1)}); }) == "NotSupportedException");
  Value strings = Construct(Heap::Current().types().Get("Collections.Generic.List[string]"), {});
  CHECK(Call(strings, "Add", {I(4)}).IsNothing());
  CHECK(GetIndex(strings, I(0)).IsString());
}

TEST_CASE("static members") {
  CHECK(ToText(Static("math", "Round", {D(2.125), I(2)})) == "2.12");
  CHECK(ToText(Static("math", "Round", {D(2.5)})) == "2");
  CHECK(ToText(Static("math", "Max", {I(2), D(1.5)})) == "2");
  CHECK(ToText(Static("math", "Pow", {I(2), I(10)})) == "1024");
  CHECK(GetStaticMember(types::kInt32, "MaxValue").AsInt32() == INT32_MAX);
  CHECK(ToText(Static("convert", "ToBase64String",
                      {InvokeMethod(GetStaticMember(types::kEncoding, "UTF8"), "GetBytes",
                                    std::vector<Value>{S("hello")})})) == "aGVsbG8=");
  CHECK(ToText(Static("convert", "ToString", {I(255), I(16)})) == "ff");
  CHECK(ToText(Static("guid", "NewGuid")).size() == 36);
  CHECK(ToText(Static("System.IO.Path", "GetFileNameWithoutExtension", {S("/a/b.c.txt")})) ==
        "b.c");
  CHECK(ToText(GetStaticMember(types::kConsoleColor, "red")) == "Red");
  CHECK(ToText(GetMember(Construct(types::kException, std::vector<Value>{S("oops")}), "Message")) ==
        "oops");
}

TEST_CASE("exceptions know their bases") {
  CHECK(ExceptionIsA("System.DivideByZeroException", "ArithmeticException"));
  CHECK(ExceptionIsA("System.IO.FileNotFoundException", "System.IO.IOException"));
  CHECK_FALSE(ExceptionIsA("System.FormatException", "System.IO.IOException"));
  CHECK(ExceptionIsA("Anything", "System.Exception"));
}
