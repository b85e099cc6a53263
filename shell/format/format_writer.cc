#include "shell/format/format_writer.h"

#include <algorithm>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"

namespace sipsh::format {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(300);

Styles StylesFor(bool terminal) {
  if (!terminal) return {};
  return {"\x1b[32;1m", "\x1b[32;1m", "\x1b[0m"};
}

}  // namespace

FormatWriter::FormatWriter(WriterOptions options, LineSink sink)
    : options_(std::move(options)),
      sink_(std::move(sink)),
      line_sink_([this](std::string_view line) { Line(line); }),
      maker_(FormatRequest{}, options_.views, options_.evaluate, options_.enumeration_limit) {}

void FormatWriter::Line(std::string_view line) {
  blank_after_group_ = false;
  sink_(line);
}

void FormatWriter::BlankBefore() {
  if (!blank_after_group_) sink_("");
  blank_after_group_ = false;
}

void FormatWriter::BlankAfter() {
  sink_("");
  blank_after_group_ = true;
}

void FormatWriter::WriteText(const std::string& text) {
  const std::string shown = options_.terminal ? Visible(text, true) : text;
  for (std::string_view line : Lines(shown)) Line(line);
}

void FormatWriter::WritePlain(const Value& object) {
  EndGroup();
  const ViewDefinition* view =
      options_.views && !IsScalar(object) ? options_.views->Find(object) : nullptr;
  if (view && view->kind == FormatKind::kText) {
    const bool apart = Unwrap(object).IsDateTime();
    if (apart) BlankBefore();
    WriteText(view->text(object));
    if (apart) BlankAfter();
    return;
  }
  WriteText(ToDisplayText(object));
}

void FormatWriter::Write(const Value& object) {
  if (object.IsNull()) return;
  if (object.IsString()) {
    EndGroup();
    WriteText(std::string(object.AsStringView()));
    return;
  }
  if (auto* entry = object.As<FormatEntry>()) {
    WriteEntry(ObjectRef<FormatEntry>(entry));
    return;
  }
  if (const HashtableObject* table = AsHashtable(object)) {
    std::vector<Value> entries;
    table->ForEach([&](const Value& key, const Value& value) {
      entries.push_back(Value::FromObject(new DictionaryEntryObject(key, value)));
      return true;
    });
    for (const Value& entry : entries) Write(entry);
    return;
  }
  if (object.IsObject() && IsEnumerable(object)) {
    for (const Value& item : ToVector(object)) Write(item);
    return;
  }
  if (ObjectRef<FormatEntry> entry = maker_.Make(object))
    WriteEntry(std::move(entry));
  else
    WritePlain(object);
}

std::vector<std::string> FormatWriter::Cells(const FormatEntry& entry) const {
  if (!options_.terminal) return entry.cells();
  std::vector<std::string> cells;
  for (const std::string& cell : entry.cells()) cells.push_back(Visible(cell, false));
  return cells;
}

void FormatWriter::BeginGroup(const FormatEntry& entry) {
  shape_ = entry.shape();
  group_ = entry.group();
  BlankBefore();
  if (shape_->group_apart) {
    Line("   " + (options_.terminal ? Visible(group_, false) : group_));
    Line("");
  }
  first_in_group_ = true;
  widths_known_ = false;
  held_since_ = std::chrono::steady_clock::now();
  if (shape_->kind == FormatKind::kTable) {
    table_ = std::make_unique<TableLayout>(shape_->columns, options_.width, shape_->wrap,
                                           StylesFor(options_.terminal));
  }
}

void FormatWriter::WriteEntry(ObjectRef<FormatEntry> entry) {
  if (shape_ != entry->shape() || (shape_ && group_ != entry->group())) {
    EndGroup();
    BeginGroup(*entry);
  }
  std::vector<std::string> cells = Cells(*entry);
  switch (shape_->kind) {
    case FormatKind::kList:
      WriteList(*entry);
      return;
    case FormatKind::kTable:
      if (widths_known_) {
        table_->WriteRow(cells, line_sink_);
        return;
      }
      table_->Sample(cells);
      held_.push_back(std::move(cells));
      if (held_.size() >= kSampleRows ||
          (options_.terminal && std::chrono::steady_clock::now() - held_since_ > kPatience)) {
        ReleaseRows();
      }
      return;
    default:
      held_.push_back(std::move(cells));
  }
}

void FormatWriter::ReleaseRows() {
  table_->Fit();
  widths_known_ = true;
  if (!shape_->hide_headers) table_->WriteHeader(line_sink_);
  for (const auto& cells : held_) table_->WriteRow(cells, line_sink_);
  held_.clear();
}

void FormatWriter::WriteList(const FormatEntry& entry) {
  if (!first_in_group_) Line("");
  first_in_group_ = false;
  int label_width = 0;
  for (const TableColumn& column : shape_->columns)
    label_width = std::max(label_width, DisplayWidth(column.header));
  const Styles styles = StylesFor(options_.terminal);
  const std::vector<std::string> cells = Cells(entry);
  const std::string indent(static_cast<size_t>(label_width) + 3, ' ');
  for (size_t i = 0; i < cells.size(); ++i) {
    std::string line = styles.label;
    AppendCell(line, shape_->columns[i].header, label_width, Alignment::kLeft);
    line += " : " + styles.reset;
    const auto pieces = Wrap(cells[i], std::max(options_.width - label_width - 3, 10));
    for (size_t piece = 0; piece < pieces.size(); ++piece) {
      Line(piece == 0 ? line + pieces[piece] : indent + pieces[piece]);
    }
  }
}

void FormatWriter::WriteWide() {
  int widest = 1;
  for (const auto& cells : held_) widest = std::max(widest, DisplayWidth(cells.front()));
  int count = shape_->wide_columns;
  if (count <= 0) count = shape_->auto_size ? std::max(1, options_.width / (widest + 2)) : 2;
  const int width = shape_->auto_size && shape_->wide_columns <= 0
                        ? widest
                        : std::max(1, (options_.width - count + 1) / count);
  std::string line;
  int column = 0;
  for (const auto& cells : held_) {
    if (column > 0) line.push_back(' ');
    AppendCell(line, cells.front(), width, Alignment::kLeft);
    if (++column < count) continue;
    Line(line.erase(line.find_last_not_of(' ') + 1));
    line.clear();
    column = 0;
  }
  if (column > 0) Line(line.erase(line.find_last_not_of(' ') + 1));
  held_.clear();
}

void FormatWriter::EndGroup() {
  if (!shape_) return;
  if (shape_->kind == FormatKind::kTable && !widths_known_) ReleaseRows();
  if (shape_->kind == FormatKind::kWide) WriteWide();
  BlankAfter();
  shape_.reset();
  table_.reset();
}

void FormatWriter::Flush() { EndGroup(); }

}  // namespace sipsh::format
