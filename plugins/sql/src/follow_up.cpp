// SPDX-License-Identifier: Apache-2.0
#include "follow_up.h"

#include <functional>

#include "file_drop.h"
#include "relay311/outcome.hpp"
#include "report_values.h"
#include "steps.h"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Level;
using relay311::Outcome;

std::string unless_there(const std::optional<FindQuery>& find, const char* name, Session& session,
                         const relay311::Host& host, const relay311::Call& call,
                         const std::function<std::string()>& make) {
  try {
    return make();
  } catch (const Failure& failure) {
    if (failure.outcome() != Outcome::refused || !find) throw;
    const auto there = look_up(*find, name, session, call);
    if (!there) throw;
    host.log(Level::info, &call, "the database refused it: it has it already");
    return *there;
  }
}

// The back end's code of what the update says of the status.
std::optional<std::string> code_of(Statuses& statuses, const relay311::Host& host, const relay311::Update& update,
                                   const relay311::Call& call) {
  if (!update.status) return std::nullopt;
  StatusCodes& codes = statuses.codes();
  if (update.reopens) {
    if (auto code = codes.given(reopen_word)) return code;
  }
  const StatusCodes::Code found = codes.of(*update.status, update.draft_status);
  if (found.code) return found.code;
  if (statuses.refuse_without_code())
    throw Failure(Outcome::refused, "the status " + *update.status + " has no code in to_backend");
  if (worth_telling(found.lacking_count))
    host.log(Level::warning, &call,
             "the status " + *update.status + " of an update has no code in to_backend, seen " +
                 times(found.lacking_count) + "; it is left out");
  return std::nullopt;
}

std::string read_all(const relay311::MediaItem& item, relay311::MediaSource& source) {
  std::string content(static_cast<std::size_t>(item.size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const std::size_t count = source.read(content.data() + done, content.size() - done);
    if (count == 0) throw Failure(Outcome::unavailable, "the file ends too early");
    done += count;
  }
  return content;
}

}  // namespace

std::string add_update(const Settings& settings, Statuses& statuses, TextLosses& losses, Session& session,
                       const relay311::Host& host, const relay311::Update& update, const relay311::Call& call) {
  return unless_there(settings.update_find, "update_find", session, host, call, [&] {
    UpdateValues values(update, call.idempotency_key(), code_of(statuses, host, update, call), settings.local,
                        settings.rules);
    std::string reference;
    session.transact(call, [&](Connection& connection) {
      reference = run_steps(settings.update, "update", values, session, connection, call);
    });
    losses.tell(values, call);
    return reference;
  });
}

std::string attach_file(const Settings& settings, TextLosses& losses, Session& session, const relay311::Host& host,
                        const relay311::MediaItem& item, relay311::MediaSource& source, const relay311::Call& call) {
  const MediaSettings& media = *settings.media;
  if (item.size > media.largest)
    throw Failure(Outcome::refused, "the file has " + std::to_string(item.size) + " bytes, and `largest` is " +
                                        std::to_string(media.largest));
  return unless_there(settings.media_find, "media_find", session, host, call, [&] {
    MediaValues values(item, call.idempotency_key(), settings.local, settings.rules);
    std::string content;
    if (media.folder.empty()) {
      content = read_all(item, source);
      values.set_content(content);
    } else {
      const std::string name = file_name(media.name, item, call.idempotency_key());
      values.set_place(drop_file(media.folder, name, source, call), name);
    }
    std::string reference;
    session.transact(call, [&](Connection& connection) {
      reference = run_steps(media.steps, "media", values, session, connection, call);
    });
    losses.tell(values, call);
    return reference;
  });
}

}  // namespace sql
