// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "open311/model.h"

// How clients of a jurisdiction are told the status of requests, and ask for it. Pure functions, any thread.
namespace r311::open311 {

// plain: GeoReport's open and closed. extended: the model's own words. draft: those of the early Open311 draft
// (submitted, incomplete, rejected, open, assigned, closed, more info, in progress), which are coarser than the
// model's: several statuses share one word, and no status is told as incomplete or more info.
enum class StatusView { plain, extended, draft };
std::string_view word(StatusView view);
std::optional<StatusView> status_view_of(std::string_view word);

// The word by which `view` tells a status.
std::string_view word(Status status, StatusView view);

// The statuses that a word asks for, in any case, with blanks, underscores or hyphens between; nothing: it is no such
// word. Open and closed ask for all on which work goes on or has ended, in every view; in the plain one so does each
// finer word. In the draft's view its words come first, and may ask for no status at all.
std::optional<std::vector<Status>> statuses_asked_for(std::string_view word, StatusView view);

// The words that `view` tells, for people: "open or closed".
std::string_view told_words(StatusView view);

// What an app means by a word of the draft; nothing: it is none.
std::optional<Status> status_of_draft(std::string_view word);

}  // namespace r311::open311
