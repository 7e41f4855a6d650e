// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "open311/model.h"

// How clients of a jurisdiction are told the status of requests, and ask for it. Pure functions, any thread.
namespace r311::open311 {

// plain: GeoReport's open and closed. extended: the words that FixMyStreet and its peers know. draft: those of the early
// Open311 draft (submitted, incomplete, rejected, open, assigned, closed, more info, in progress), of which most are
// coarser: several statuses share one word. Incomplete and more info only the draft says.
enum class StatusView { plain, extended, draft };
std::string_view word(StatusView view);
std::optional<StatusView> status_view_of(std::string_view word);

// The status of the extended set that it stands for: itself, unless only the draft has a word for it.
Status extended_of(Status status);

// The word by which `view` tells a status.
std::string_view word(Status status, StatusView view);

// The statuses that a word asks for, in any case, with blanks, underscores or hyphens between; nothing: it is no such
// word. Open and closed ask for all on which work goes on or has ended, in every view; in the plain one so does each
// finer word. In the draft's view its words come first; what only the draft says is no word elsewhere.
std::optional<std::vector<Status>> statuses_asked_for(std::string_view word, StatusView view);

// The words that `view` tells, for people: "open or closed".
std::string_view told_words(StatusView view);

// What an app or a back end means by a word of the draft; nothing: it is none.
std::optional<Status> status_of_draft(std::string_view word);

// The draft's word for a status, if the extended set has no such word: "assigned". Empty: it has.
std::string_view word_of_draft_alone(Status status);

}  // namespace r311::open311
