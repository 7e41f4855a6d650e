// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "relay311/host.hpp"
#include "relay311/media.hpp"
#include "relay311/update.hpp"
#include "session.h"
#include "settings.h"
#include "status_map.h"
#include "statuses.h"
#include "text_losses.h"

// What comes after a work order. All of it ends with relay311::Failure where it does not succeed, and then nothing of it
// is committed. Where the database refuses something and can tell that it has it already, that is success.
namespace sql {

// Runs the update statements, all in one transaction; gives the back end's own id of the update, or an empty text.
std::string add_update(const Settings& settings, Statuses& statuses, TextLosses& losses, Session& session,
                       const relay311::Host& host, const relay311::Update& update, const relay311::Call& call);

// Keeps a file: in the configured folder, on disk for good before the statements run, or in a row of theirs. Gives the
// back end's own id of it, or an empty text. A file is left in the folder when the statements fail, for an earlier try
// may have committed a row that names it; the next try puts the same file in its place.
std::string attach_file(const Settings& settings, TextLosses& losses, Session& session, const relay311::Host& host,
                        const relay311::MediaItem& item, relay311::MediaSource& source, const relay311::Call& call);

}  // namespace sql
