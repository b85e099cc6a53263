#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/management/item_drive.h"
#include "cmdlets/management/module_parts.h"
#include "shell/value/date_time.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace management {
ErrorRecord PathNotFound(const std::string& path) {
  ErrorRecord error("Cannot find path '" + path + "' because it does not exist.", "PathNotFound",
                    ErrorCategory::kObjectNotFound, Value::String(path));
  error.exception_type = "System.Management.Automation.ItemNotFoundException";
  return error;
}
}  // namespace management

namespace {

namespace fs = std::filesystem;
using management::DrivePath;
using management::FindDrive;
using management::PathNotFound;

[[noreturn]] void FailWith(const std::string& id, const std::string& path,
                           const std::string& what) {
  Fail(id, what + " '" + path + "'.", ErrorCategory::kWriteError, Value::String(path));
}

Value FileTime(const timespec& time) {
  return ToLocalTime(Value::DateTime(
      kUnixEpochTicks + time.tv_sec * kTicksPerSecond + time.tv_nsec / 100, DateTimeKind::kUtc));
}

Value ItemObject(const std::string& path) {
  struct stat info {};
  ::stat(path.c_str(), &info);
  const bool folder = S_ISDIR(info.st_mode);
  const RecordMaker maker(
      {folder ? "System.IO.DirectoryInfo" : "System.IO.FileInfo", "System.IO.FileSystemInfo"},
      {"Name", "FullName", "Length", "Directory", "DirectoryName", "Extension", "BaseName", "Mode",
       "LastWriteTime", "LastAccessTime", "Exists", "PSIsContainer", "PSPath"});
  std::string clean = path;
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  const fs::path file(clean);
  std::string mode = folder ? "d----" : "-a---";
  if ((info.st_mode & S_IWUSR) == 0) mode[2] = 'r';
  if (file.filename().string().starts_with(".")) mode[3] = 'h';
  const Value parent = Value::String(file.parent_path().string());
  return maker.Make({Value::String(file.filename().string()), Value::String(clean),
                     folder ? Value() : Value::Int64(info.st_size), parent, parent,
                     Value::String(file.extension().string()),
                     Value::String(folder ? file.filename().string() : file.stem().string()),
                     Value::String(mode), FileTime(info.st_mtim), FileTime(info.st_atim),
                     Value::Bool(true), Value::Bool(folder), Value::String(clean)});
}

class ItemCmdlet : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path, include, exclude;
  std::string filter;
  bool force = false, recurse = false;

 protected:
  // Hands on what is on env:, function: and their like; true when `name` is such a path. A plain
  // name that is missing is an error.
  template <typename F>
  bool OnDrive(CommandRuntime& runtime, const std::string& name, F&& visit) {
    const auto found = FindDrive(runtime, name);
    if (!found) return false;
    const bool literal = !literal_path.empty();
    const std::vector<std::string> items = found->Matching(literal);
    if (items.empty() && !found->name.empty() &&
        (literal || !WildcardPattern::HasWildcards(found->name)))
      runtime.WriteError(PathNotFound(name));
    for (const std::string& item : items)
      if (Wanted(item) && visit(*found->drive, item) == Flow::kStop) break;
    return true;
  }
  // Existing items; a plain name that is missing is an error.
  std::vector<std::string> Items(CommandRuntime& runtime) {
    const bool literal = !literal_path.empty();
    std::vector<std::string> found;
    for (const std::string& name : literal ? literal_path : path) {
      if (FindDrive(runtime, name)) continue;
      for (std::string& item : ExpandPath(runtime, name, literal)) {
        std::error_code ignored;
        if (!fs::exists(fs::symlink_status(item, ignored)))
          runtime.WriteError(PathNotFound(item));
        else if (Wanted(item))
          found.push_back(std::move(item));
      }
    }
    return found;
  }
  bool Wanted(const std::string& item) const {
    const std::string name = fs::path(item).filename().string();
    const auto listed = [&](const std::vector<std::string>& patterns) {
      return std::any_of(patterns.begin(), patterns.end(),
                         [&](const std::string& p) { return WildcardMatches(p, name); });
    };
    if (!filter.empty() && !WildcardMatches(filter, name)) return false;
    return (include.empty() || listed(include)) && !listed(exclude);
  }
};

class GetChildItem final : public ItemCmdlet {
 public:
  bool name_only = false, directory = false, file = false, hidden = false;
  std::optional<int> depth;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (path.empty() && literal_path.empty()) path = {"."};
    if (depth) recurse = true;
    const bool literal = !literal_path.empty();
    for (const std::string& name : literal ? literal_path : path) {
      const bool on_drive =
          OnDrive(runtime, name, [&](management::ItemDrive& drive, const std::string& item) {
            return runtime.WriteObject(name_only ? Value::String(item) : *drive.Item(item));
          });
      if (on_drive) continue;
      for (const std::string& item : ExpandPath(runtime, name, literal)) {
        std::error_code ignored;
        if (!fs::exists(item, ignored)) {
          runtime.WriteError(PathNotFound(item));
        } else if (!fs::is_directory(item, ignored)) {
          if (Wanted(item) && Give(runtime, item, item) == Flow::kStop) return Flow::kStop;
        } else if (Walk(runtime, item, item, 0) == Flow::kStop) {
          return Flow::kStop;
        }
      }
    }
    return Flow::kMore;
  }

 private:
  Flow Give(CommandRuntime& runtime, const std::string& root, const std::string& item) {
    if (!name_only) return runtime.WriteObject(ItemObject(item));
    std::string shown =
        item.size() > root.size() ? item.substr(root.size()) : fs::path(item).filename().string();
    while (shown.starts_with("/")) shown.erase(0, 1);
    return runtime.WriteObject(Value::String(shown));
  }
  Flow Walk(CommandRuntime& runtime, const std::string& root, const std::string& folder,
            int level) {
    std::vector<std::string> entries;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      entries.push_back(it->path().string());
    if (error) {
      runtime.WriteError(ErrorRecord("Access to the path '" + folder + "' is denied.",
                                     "DirUnauthorizedAccessError", ErrorCategory::kPermissionDenied,
                                     Value::String(folder)));
    }
    std::sort(entries.begin(), entries.end(),
              [](const std::string& a, const std::string& b) { return Fold(a) < Fold(b); });
    std::vector<std::string> folders;
    for (const std::string& entry : entries) {
      const bool is_folder = fs::is_directory(entry, error);
      const bool is_hidden = fs::path(entry).filename().string().starts_with(".");
      if (is_hidden && !force && !hidden) continue;
      if (is_folder && !fs::is_symlink(entry, error)) folders.push_back(entry);
      if ((directory && !is_folder) || (file && is_folder) || (hidden && !is_hidden) ||
          !Wanted(entry))
        continue;
      if (Give(runtime, root, entry) == Flow::kStop) return Flow::kStop;
    }
    if (!recurse || (depth && level >= *depth)) return Flow::kMore;
    for (const std::string& inner : folders) {
      if (runtime.Stopping() || Walk(runtime, root, inner, level + 1) == Flow::kStop)
        return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class GetItem final : public ItemCmdlet {
 public:
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& name : literal_path.empty() ? path : literal_path)
      OnDrive(runtime, name, [&](management::ItemDrive& drive, const std::string& item) {
        return runtime.WriteObject(*drive.Item(item));
      });
    for (const std::string& item : Items(runtime)) {
      if (runtime.WriteObject(ItemObject(item)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class NewItem final : public ItemCmdlet {
 public:
  std::string name, item_type = "File";
  Value value;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (path.empty()) path = {"."};
    for (const std::string& one : path) {
      if (const auto found = FindDrive(runtime, one)) {
        if (NewOnDrive(runtime, *found) == Flow::kStop) return Flow::kStop;
        continue;
      }
      std::string target = SessionPath(runtime, one);
      if (!name.empty()) target = (fs::path(target) / name).lexically_normal().string();
      const bool folder =
          EqualsIgnoreCase(item_type, "Directory") || EqualsIgnoreCase(item_type, "Container");
      if (!runtime.ShouldProcess("Destination: " + target,
                                 folder ? "Create Directory" : "Create File"))
        continue;
      std::error_code error;
      if (fs::exists(target, error) && !(force && (!folder || fs::is_directory(target, error)))) {
        runtime.WriteError(ErrorRecord("An item with the specified name " + target +
                                           " already exists. Use -Force "
                                           "to replace a file.",
                                       folder ? "DirectoryExist" : "NewItemIOError",
                                       ErrorCategory::kResourceExists, Value::String(target)));
        continue;
      }
      if (folder)
        fs::create_directories(target, error);
      else if (EqualsIgnoreCase(item_type, "SymbolicLink"))
        fs::create_symlink(ToText(value), target, error);
      else
        MakeFile(target);
      if (error) FailWith("NewItemIOError", target, error.message() + ":");
      if (runtime.WriteObject(ItemObject(target)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  Flow NewOnDrive(CommandRuntime& runtime, const DrivePath& found) {
    const std::string item = found.name.empty() ? name : found.name;
    if (!runtime.ShouldProcess("Item: " + item, "New Item")) return Flow::kMore;
    if (found.drive->Item(item) && !force) {
      Fail("Argument", "'" + item + "' exists already. Set-Item or -Force replaces it.",
           ErrorCategory::kResourceExists, Value::String(item));
    }
    found.drive->Set(item, value);
    return runtime.WriteObject(*found.drive->Item(item));
  }
  void MakeFile(const std::string& target) const {
    std::error_code error;
    if (force) fs::create_directories(fs::path(target).parent_path(), error);
    TextFileWriter file(target, TextEncoding::kUtf8, false, false, force);
    file.Write(ToText(value));
    file.Commit();
  }
};

class SetItem final : public ItemCmdlet {
 public:
  Value value;
  bool pass_through = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& one : literal_path.empty() ? path : literal_path) {
      const auto found = FindDrive(runtime, one);
      if (!found || found->name.empty()) {
        Fail("NotSupported",
             "Set-Item sets items of env:, variable: and alias:, not '" + one +
                 "'. Use Set-Content for files.",
             ErrorCategory::kInvalidArgument, Value::String(one));
      }
      if (!runtime.ShouldProcess("Item: " + one + " Value: " + ToText(value), "Set Item")) continue;
      found->drive->Set(found->name, value);
      if (pass_through && runtime.WriteObject(*found->drive->Item(found->name)) == Flow::kStop)
        return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class RemoveItem final : public ItemCmdlet {
 public:
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& name : literal_path.empty() ? path : literal_path)
      OnDrive(runtime, name, [&](management::ItemDrive& drive, const std::string& item) {
        if (runtime.ShouldProcess("Item: " + item, "Remove Item")) drive.Remove(item);
        return Flow::kMore;
      });
    for (const std::string& item : Items(runtime)) {
      std::error_code error;
      const bool folder = fs::is_directory(fs::symlink_status(item, error));
      if (!runtime.ShouldProcess(item, folder ? "Remove Directory" : "Remove File")) continue;
      if (folder && !recurse && !fs::is_empty(item, error)) {
        if (!runtime.ShouldContinue(
                "The item at " + item +
                    " has children and the Recurse parameter was not "
                    "specified. If you continue, all children will be removed with the item.",
                "Confirm")) {
          continue;
        }
      }
      fs::remove_all(item, error);
      if (error) {
        runtime.WriteError(ErrorRecord("Cannot remove item " + item + ": " + error.message() + ".",
                                       "RemoveFileSystemItemIOError", ErrorCategory::kWriteError,
                                       Value::String(item)));
      }
    }
    return Flow::kMore;
  }
};

// Copy-Item, Move-Item and Rename-Item.
class TransferItem final : public ItemCmdlet {
 public:
  enum class Action { kCopy, kMove, kRename };
  Action action = Action::kCopy;
  std::string destination;
  bool pass_through = false, container = true;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& item : Items(runtime)) {
      const std::string target = Target(runtime, item);
      const char* verb = action == Action::kCopy   ? "Copy"
                         : action == Action::kMove ? "Move"
                                                   : "Rename";
      std::error_code error;
      const bool folder = fs::is_directory(item, error);
      if (!runtime.ShouldProcess("Item: " + item + " Destination: " + target,
                                 std::string(verb) + (folder ? " Directory" : " File"))) {
        continue;
      }
      error.clear();
      if (action != Action::kCopy && fs::exists(target, error) && !force) {
        Fail(std::string(verb) + "ItemIOError",
             "Cannot create '" + target +
                 "' because it already exists. Use "
                 "-Force to replace it.",
             ErrorCategory::kWriteError, Value::String(item));
      }
      error.clear();
      if (action == Action::kCopy)
        Copy(item, target, folder, error);
      else
        Move(item, target, error);
      if (error) FailWith(std::string(verb) + "ItemIOError", target, error.message() + ":");
      if (pass_through && runtime.WriteObject(ItemObject(target)) == Flow::kStop)
        return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  std::string Target(CommandRuntime& runtime, const std::string& item) const {
    if (action == Action::kRename) return (fs::path(item).parent_path() / destination).string();
    const std::string target = SessionPath(runtime, destination.empty() ? "." : destination);
    std::error_code ignored;
    return fs::is_directory(target, ignored)
               ? (fs::path(target) / fs::path(item).filename()).string()
               : target;
  }
  void Copy(const std::string& item, const std::string& target, bool folder,
            std::error_code& error) const {
    if (!folder)
      fs::copy_file(item, target, fs::copy_options::overwrite_existing, error);
    else if (recurse)
      fs::copy(item, target, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
               error);
    else
      fs::create_directory(target, error);
  }
  static void Move(const std::string& item, const std::string& target, std::error_code& error) {
    fs::rename(item, target, error);
    if (error != std::errc::cross_device_link) return;
    error.clear();
    fs::copy(item, target, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
             error);
    if (!error) fs::remove_all(item, error);
  }
};

template <typename C>
void AddPaths(CmdletMetadata* m, bool mandatory) {
  m->default_set = "Path";
  m->Add(Parameter<&ItemCmdlet::path, C>("Path", "The items.")
             .InSet("Path")
             .Mandatory(mandatory)
             .Position(0)
             .ByValue()
             .ByPropertyName());
  m->Add(Parameter<&ItemCmdlet::literal_path, C>("LiteralPath", "The items, without wildcards.")
             .InSet("LiteralPath")
             .Mandatory()
             .ByPropertyName()
             .Alias("PSPath")
             .Alias("LP"));
}

template <typename C>
CmdletMetadata Base(const char* verb, const char* noun, const char* synopsis,
                    std::vector<std::string> aliases, bool mandatory) {
  CmdletMetadata m = MakeCmdlet<C>(verb, noun, synopsis);
  m.aliases = std::move(aliases);
  AddPaths<C>(&m, mandatory);
  m.Add(Parameter<&ItemCmdlet::filter, C>("Filter", "Only names like this."));
  m.Add(Parameter<&ItemCmdlet::include, C>("Include", "Only these."));
  m.Add(Parameter<&ItemCmdlet::exclude, C>("Exclude", "Not these."));
  m.Add(Parameter<&ItemCmdlet::force, C>("Force", "Hidden and read-only ones, too."));
  return m;
}

CmdletMetadata TransferMetadata(const char* verb, const char* synopsis,
                                std::vector<std::string> aliases, TransferItem::Action action) {
  using C = TransferItem;
  CmdletMetadata m = Base<C>(verb, "Item", synopsis, std::move(aliases), true);
  m.factory = [action] {
    auto cmdlet = std::make_unique<C>();
    cmdlet->action = action;
    return cmdlet;
  };
  const bool rename = action == C::Action::kRename;
  m.Add(Parameter<&C::destination>(rename ? "NewName" : "Destination", "Where to.")
            .Mandatory(rename)
            .Position(1));
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives the new item."));
  if (action == C::Action::kCopy) {
    m.Add(Parameter<&ItemCmdlet::recurse, C>("Recurse", "With what is in it."));
  }
  m.supports_should_process = true;
  return m;
}

}  // namespace

namespace management {
void AddItemCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using G = GetChildItem;
  CmdletMetadata children =
      Base<G>("Get", "ChildItem", "Lists files and directories.", {"gci", "dir", "ls"}, false);
  children.Add(Parameter<&ItemCmdlet::recurse, G>("Recurse", "All levels.").Alias("s"));
  children.Add(Parameter<&G::depth>("Depth", "So many levels."));
  children.Add(Parameter<&G::name_only>("Name", "Only the names."));
  children.Add(Parameter<&G::directory>("Directory", "Only directories.").Alias("ad"));
  children.Add(Parameter<&G::file>("File", "Only files.").Alias("af"));
  children.Add(Parameter<&G::hidden>("Hidden", "Only hidden ones.").Alias("ah"));
  cmdlets.push_back(std::move(children));
  cmdlets.push_back(Base<GetItem>("Get", "Item", "Gives files and directories.", {"gi"}, true));

  using N = NewItem;
  CmdletMetadata make = MakeCmdlet<N>("New", "Item", "Makes a file or directory.");
  make.aliases = {"ni"};
  make.Add(Parameter<&ItemCmdlet::path, N>("Path", "Where.").Position(0).ByPropertyName());
  make.Add(Parameter<&N::name>("Name", "Its name.").ByPropertyName());
  make.Add(Parameter<&N::item_type>("ItemType", "File, Directory or SymbolicLink.").Alias("Type"));
  make.Add(Parameter<&N::value>("Value", "The file's text.").Alias("Target").ByValue());
  make.Add(
      Parameter<&ItemCmdlet::force, N>("Force", "Replaces a file; makes missing directories."));
  make.supports_should_process = true;
  cmdlets.push_back(std::move(make));

  using S = SetItem;
  CmdletMetadata set = MakeCmdlet<S>("Set", "Item", "Sets an item's value.");
  set.aliases = {"si"};
  AddPaths<S>(&set, true);
  set.Add(Parameter<&S::value>("Value", "The value.").Position(1).AllowNull());
  set.Add(Parameter<&S::pass_through>("PassThru", "Gives the item."));
  set.supports_should_process = true;
  cmdlets.push_back(std::move(set));

  CmdletMetadata remove = Base<RemoveItem>("Remove", "Item", "Removes files and directories.",
                                           {"ri", "rm", "del", "rd", "rmdir", "erase"}, true);
  remove.Add(Parameter<&ItemCmdlet::recurse, RemoveItem>("Recurse", "With what is in it."));
  remove.supports_should_process = true;
  cmdlets.push_back(std::move(remove));
  using Action = TransferItem::Action;
  cmdlets.push_back(TransferMetadata("Copy", "Copies files and directories.", {"cpi", "cp", "copy"},
                                     Action::kCopy));
  cmdlets.push_back(TransferMetadata("Move", "Moves files and directories.", {"mi", "mv", "move"},
                                     Action::kMove));
  cmdlets.push_back(
      TransferMetadata("Rename", "Renames a file or directory.", {"rni", "ren"}, Action::kRename));
}
}  // namespace management
}  // namespace sipsh
