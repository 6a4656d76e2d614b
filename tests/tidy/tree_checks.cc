// The checks that need more than one file: who includes whom, what nobody uses,
// and whether the pages for people say what the build does.

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "re2/re2.h"
#include "tests/tidy/checks.h"
#include "tests/tidy/modules.h"

namespace patron::tidy {
namespace {

const Module* FindModule(std::string_view name) {
  for (const Module& module : kModules) {
    if (module.name == name) return &module;
  }
  return nullptr;
}

std::vector<std::string> Words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool Sees(std::string_view from, std::string_view to) {
  if (from == to) return true;
  const Module* module = FindModule(from);
  if (module == nullptr) return false;
  const std::vector<std::string> direct = Words(module->sees);
  return std::any_of(direct.begin(), direct.end(),
                     [&](const std::string& next) { return Sees(next, to); });
}

std::string_view ModuleOfPublicHeader(std::string_view name) {
  for (const PublicHeader& header : kPublicHeaders) {
    if (header.name == name) return header.module;
  }
  return "";
}

constexpr std::string_view kPublicFolder = "include/patron/";

// "money" of "patron/money.h"; "" for anything else, also of patron/v1.
std::string_view PublicName(std::string_view include) {
  constexpr std::string_view kFolder = "patron/";
  constexpr std::string_view kEnd = ".h";
  if (include.substr(0, kFolder.size()) != kFolder) return "";
  include.remove_prefix(kFolder.size());
  if (include.size() <= kEnd.size() || include.find('/') != include.npos ||
      include.substr(include.size() - kEnd.size()) != kEnd) {
    return "";
  }
  return include.substr(0, include.size() - kEnd.size());
}

// The module that a file belongs to; "" for tests, benchmarks and the rest.
std::string_view ModuleOf(const File& file) {
  const std::string_view path = file.path;
  if (file.In(kPublicFolder)) {
    return ModuleOfPublicHeader(PublicName(path.substr(8)));
  }
  if (file.In("capi/")) return "capi";
  if (file.In("examples/")) return "examples";
  if (!file.In("src/")) return "";
  return path.substr(4, path.find('/', 4) - 4);
}

bool IsGenerated(std::string_view include) {
  return include.find(".pb.h") != std::string_view::npos;
}

// Headers of others that people include in quotes.
bool IsForeign(std::string_view include) {
  return include == "sqlite3.h" || include == "sodium.h" || include == "zlib.h";
}

std::string NoRow(std::string_view header) {
  return "patron/" + std::string(header) +
         ".h has no row in kPublicHeaders of tests/tidy/modules.h: add "
         "{\"" +
         std::string(header) + "\", \"<its module>\"}";
}

// "all but wire" in the words of kModules.
std::string Expanded(std::string_view name, const std::string& sees) {
  const std::vector<std::string> words = Words(sees);
  if (words.size() != 3 || words[0] != "all") return sees;
  std::string all;
  for (const Module& module : kModules) {
    if (module.name == name) break;
    if (module.name != words[2]) all += std::string(module.name) + " ";
  }
  return all;
}

const File* FindFile(const std::vector<File>& tree, std::string_view path) {
  for (const File& file : tree) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

}  // namespace

Findings CheckIncludeDirection(const File& file) {
  Findings findings;
  const std::string_view from = ModuleOf(file);
  if (!file.IsCode() || from.empty() || FindModule(from) == nullptr) return {};
  for (const Include& include : IncludesOf(file)) {
    if (IsGenerated(include.path)) continue;
    const std::string_view path = include.path;
    const std::string_view header = PublicName(path);
    std::string_view to =
        header.empty() ? path.substr(0, std::min(path.find('/'), path.size()))
                       : ModuleOfPublicHeader(header);
    if (!header.empty() && to.empty()) {
      findings.push_back(
          {"include-direction", file.path, include.line, NoRow(header)});
      continue;
    }
    if (file.In("src/") && include.quoted && !IsForeign(path) &&
        path.find('/') == std::string_view::npos) {
      findings.push_back({"include-direction", file.path, include.line,
                          "name the module: \"" + std::string(from) + "/" +
                              include.path + "\""});
      continue;
    }
    if (FindModule(to) == nullptr || Sees(from, to)) continue;
    findings.push_back({"include-direction", file.path, include.line,
                        std::string(from) + " may not see " + std::string(to) +
                            " (" + include.path + ")"});
  }
  return findings;
}

Findings CheckFloatingPoint(const File& file) {
  // Metrics are ratios and CEL has a type double; all else counts exactly.
  static constexpr std::string_view kExact[] = {"base",   "model",  "program",
                                                "decide", "ledger", "store"};
  if (!file.IsCode() || std::find(std::begin(kExact), std::end(kExact),
                                  ModuleOf(file)) == std::end(kExact)) {
    return {};
  }
  Findings findings;
  int number = 0;
  for (std::string_view line : Lines(file.code)) {
    ++number;
    static const RE2 kInexact(R"(\b(double|float)\b)");
    if (RE2::PartialMatch(std::string(line), kInexact)) {
      findings.push_back({"floating-point", file.path, number,
                          "money, points and quantities are exact"});
    }
  }
  return findings;
}

Findings CheckGeneratedIncludes(const File& file) {
  Findings findings;
  if (!file.IsCode() || file.In("src/wire/") || file.In("tests/wire/")) {
    return findings;
  }
  for (const Include& include : IncludesOf(file)) {
    if (!IsGenerated(include.path)) continue;
    findings.push_back({"generated-include", file.path, include.line,
                        "only src/wire sees generated messages: use the "
                        "structs of the model"});
  }
  return findings;
}

Findings CheckModules(const std::vector<File>& tree) {
  Findings findings;
  std::set<std::string> reported;
  for (const File& file : tree) {
    if (file.In(kPublicFolder) && file.Extension() == "h") {
      const std::string_view name =
          PublicName(std::string_view(file.path).substr(8));
      if (ModuleOfPublicHeader(name).empty()) {
        findings.push_back({"module", file.path, 0, NoRow(name)});
      }
    } else if (file.In("src/")) {
      const std::string module(ModuleOf(file));
      if (FindModule(module) == nullptr && reported.insert(module).second) {
        findings.push_back({"module", file.path, 0,
                            "module " + module +
                                " has no row in kModules of "
                                "tests/tidy/modules.h and in ARCHITECTURE.md"});
      }
    }
  }
  return findings;
}

Findings CheckOrphans(const std::vector<File>& tree) {
  // The last parts of all that is included, and all words of the build files.
  std::set<std::string> included;
  std::set<std::string> listed;
  for (const File& file : tree) {
    for (const Include& include : IncludesOf(file)) {
      included.insert(include.path.substr(include.path.rfind('/') + 1));
    }
    const bool lists = file.Name() == "CMakeLists.txt" ||
                       file.Extension() == "cmake" || file.path == "dev" ||
                       file.Extension() == "md";
    if (!lists) continue;
    std::string text = file.text;
    for (char& c : text) {
      if (std::string_view("/()\"'`${}:,;").find(c) != std::string::npos) {
        c = ' ';
      }
    }
    for (std::string& word : Words(text)) listed.insert(std::move(word));
  }
  Findings findings;
  for (const File& file : tree) {
    const std::string name(file.Name());
    if (file.IsHeader() || file.Extension() == "inc") {
      if (included.count(name) == 0 && listed.count(name) == 0) {
        findings.push_back({"orphan", file.path, 0, "nobody includes it"});
      }
    } else if ((file.IsCode() || file.Extension() == "proto" ||
                file.Extension() == "cmake" || file.Extension() == "py" ||
                file.Extension() == "sh" || file.text.substr(0, 2) == "#!") &&
               listed.count(name) == 0 && included.count(name) == 0) {
      const std::string stem = name.substr(0, name.rfind('.'));
      if (file.Extension() == "cmake" && listed.count(stem) != 0) continue;
      findings.push_back(
          {"orphan", file.path, 0, "no CMakeLists.txt or page names it"});
    }
  }
  return findings;
}

Findings CheckSameGuard(const std::vector<File>& tree) {
  Findings findings;
  std::map<std::string, std::string> owners;
  for (const File& file : tree) {
    // Released headers are copies, for the clients of their time.
    if (!file.IsHeader() || file.In("tests/capi/released/")) continue;
    const size_t begin = file.text.find("#ifndef ");
    if (begin == std::string::npos) continue;
    const size_t end = file.text.find('\n', begin);
    const std::string guard = file.text.substr(begin + 8, end - begin - 8);
    const auto [it, fresh] = owners.emplace(guard, file.path);
    if (!fresh) {
      findings.push_back({"header-guard", file.path, 1,
                          guard + " is also the guard of " + it->second});
    }
  }
  return findings;
}

Findings CheckPackages(const std::vector<File>& tree) {
  const File* list = FindFile(tree, "cmake/packages.txt");
  const File* readme = FindFile(tree, "README.md");
  if (list == nullptr || readme == nullptr) {
    return {
        {"packages", "README.md", 0, "it or cmake/packages.txt is missing"}};
  }
  std::map<std::string, std::string> wanted;
  for (std::string_view line : Lines(list->text)) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> words = Words(line);
    std::string reason;
    for (size_t i = 2; i < words.size(); ++i) {
      reason += (i == 2 ? "" : " ") + words[i];
    }
    if (words.size() < 3) {
      return {{"packages", list->path, 0,
               "name, group, reason expected: " + std::string(line)}};
    }
    wanted[words[0]] = reason;
  }
  Findings findings;
  int number = 0;
  for (std::string_view line : Lines(readme->text)) {
    ++number;
    if (line.substr(0, 3) != "- `") continue;
    const size_t end = line.find("`: ");
    if (end == std::string_view::npos) continue;
    const std::string name(line.substr(3, end - 3));
    const auto it = wanted.find(name);
    if (it == wanted.end() || it->second != line.substr(end + 3)) {
      findings.push_back(
          {"packages", readme->path, number,
           "cmake/packages.txt does not say so: " + std::string(line)});
    }
    if (it != wanted.end()) wanted.erase(it);
  }
  for (const auto& [name, reason] : wanted) {
    findings.push_back(
        {"packages", readme->path, 0, "missing: - `" + name + "`: " + reason});
  }
  return findings;
}

Findings CheckPicture(const std::vector<File>& tree) {
  const File* page = FindFile(tree, "ARCHITECTURE.md");
  if (page == nullptr) return {{"picture", "ARCHITECTURE.md", 0, "is missing"}};
  std::map<std::string, std::string> drawn;
  for (std::string_view line : Lines(page->text)) {
    const size_t arrow = line.rfind("-> ");
    if (line.substr(0, 4) != "    " || arrow == std::string_view::npos)
      continue;
    std::string sees(line.substr(arrow + 3));
    sees.erase(std::remove(sees.begin(), sees.end(), ','), sees.end());
    std::string name;
    for (char c : line.substr(4, line.find_first_of(" ", 4) - 4)) name += c;
    drawn[name] = Expanded(name, sees);
  }
  Findings findings;
  for (const Module& module : kModules) {
    const std::string wanted(module.sees.empty() ? "nothing" : module.sees);
    const auto it = drawn.find(std::string(module.name));
    if (it == drawn.end() || Words(it->second) != Words(wanted)) {
      findings.push_back({"picture", page->path, 0,
                          "expected a row: " + std::string(module.name) +
                              " ... -> " + wanted});
    }
  }
  return findings;
}

}  // namespace patron::tidy
