// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <relay311/adapter.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "drop_folder.h"

namespace {

using relay311::Failure;
using relay311::Outcome;

// A text as a JSON string. The gateway's text is clean UTF-8, so only these can be in the way.
std::string quoted(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (c == '\n')
      json += "\\n";
    else if (c == '\t')
      json += "\\t";
    else
      json += c;
  }
  return json + '"';
}

std::string json_of(const relay311::Report& report) {
  std::string json = "{\"id\": " + quoted(report.id) + ", \"code\": " + quoted(report.backend_code) +
                     ", \"description\": " + quoted(report.description);
  if (report.latitude && report.longitude)
    json += ", \"lat\": " + std::to_string(*report.latitude) + ", \"long\": " + std::to_string(*report.longitude);
  if (report.address_string) json += ", \"address\": " + quoted(*report.address_string);
  for (const relay311::Value& answer : report.values) json += ", " + quoted(answer.code) + ": " + quoted(answer.value);
  return json + "}\n";
}

std::string json_of(const relay311::Update& update) {
  std::string json = "{\"id\": " + quoted(update.id) + ", \"of\": " + quoted(update.reference) +
                     ", \"description\": " + quoted(update.description);
  if (update.status) json += ", \"status\": " + quoted(*update.status);
  return json + "}\n";
}

// A back end that is a folder: each report becomes reports/REFERENCE.json, each update updates/REFERENCE.KEY.json, each
// file files/REFERENCE.KEY; a clerk answers by writing status/REFERENCE, whose first line is a status ("open",
// "closed") and whose further lines are a note.
class Hello : public relay311::Adapter,
              public relay311::Submits,
              public relay311::Finds,
              public relay311::TakesUpdates,
              public relay311::TakesMedia,
              public relay311::ReportsChanges,
              public relay311::Probes {
 public:
  static constexpr relay311::PluginInfo info{"hello-cpp", "1.0.0", "Relay311", "Drops reports into a folder"};
  static constexpr relay311::Option options[] = {
      {"folder", relay311::OptionKind::text, "name of the folder, below the data directory", 0, "hello"},
      {"closed_word", relay311::OptionKind::choice, "what a clerk's \"done\" means", 0, "closed", "closed|fixed"},
  };

  explicit Hello(relay311::Host& gateway)
      : Adapter(gateway),
        folder_(gateway.data_directory() + "/" + gateway.options().text("folder")),
        closed_word_(gateway.options().text("closed_word")) {
    const std::string name = gateway.options().text("folder");
    if (name.empty() || name.find('/') != std::string::npos || name[0] == '.')
      gateway.options().mistake("folder", "'" + name + "'",
                                "a plain name, without slashes and not beginning with a dot");
  }

  relay311::Receipt submit(const relay311::Report& report, relay311::Call& call) override {
    const std::string reference = reference_of(call.idempotency_key());
    if (!is_plain(reference)) throw Failure(Outcome::refused, "the key " + reference + " can't be a file's name");
    if (folder_.write("reports", reference + ".json", json_of(report)))
      host().log(relay311::Level::info, &call, "wrote " + reference);
    return {reference};
  }

  std::optional<relay311::Receipt> find(std::string_view idempotency_key, relay311::Call&) override {
    const std::string reference = reference_of(idempotency_key);
    if (!is_plain(reference) || !folder_.has("reports", reference + ".json")) return std::nullopt;
    return relay311::Receipt{reference};
  }

  // The file's name holds the key, so an update that is handed over again is there already. A folder can't be asked for
  // the key alone, so updates and files are not looked up: can_find_update() stays false.
  std::string update(const relay311::Update& update, relay311::Call& call) override {
    folder_.write("updates", name_of(update.reference, call) + ".json", json_of(update));
    return {};
  }

  std::string attach(const relay311::MediaItem& item, relay311::MediaSource& source, relay311::Call& call) override {
    folder_.write("files", name_of(item.reference, call),
                  [&](char* buffer, std::size_t capacity) { return source.read(buffer, capacity); });
    return {};
  }

  // The cursor is the time of the last status file seen, in milliseconds. Files of that very time are told again,
  // which does no harm.
  relay311::Cursor changes(relay311::Cursor since, relay311::ChangeSink& sink, relay311::Call& call) override {
    relay311::Cursor reached = since;
    for (const StatusFile& file : folder_.statuses(since ? std::stoll(*since) : 0)) {
      if (call.cancelled()) break;
      relay311::Change change;
      change.reference = file.reference;
      change.backend_status = file.status;
      change.status = file.status == "done" ? closed_word_ : file.status;
      if (!file.note.empty()) change.note = file.note;
      change.changed = relay311::Time(std::chrono::milliseconds(file.written));
      if (!sink.add(change)) break;
      reached = std::to_string(file.written);
    }
    return reached;
  }

  void probe(relay311::Call&) override { folder_.expect_writable(); }

 private:
  static std::string name_of(const std::string& reference, const relay311::Call& call) {
    const std::string key(call.idempotency_key());
    if (!is_plain(reference) || !is_plain(key))
      throw Failure(Outcome::refused, "the reference " + reference + " and the key " + key + " can't be a file's name");
    return reference + "." + key;
  }

  static std::string reference_of(std::string_view key) { return "H-" + std::string(key); }

  DropFolder folder_;
  std::string closed_word_;
};

}  // namespace

RELAY311_ADAPTER(Hello)
