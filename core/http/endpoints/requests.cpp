// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/api.h"
#include "http/client_key.h"
#include "http/next_link.h"
#include "open311/cursor.h"
#include "open311/read_fields.h"
#include "open311/shapes.h"

// What is read from the store: GeoReport v2, "GET Service Requests", "GET Service Request" and "GET service_request_id
// from a token".
namespace r311::http {
namespace {

// Of each request's history, where many are asked for or one.
constexpr std::size_t notes_in_list = 10;
constexpr std::size_t notes_of_one = 100;

bool asks_for_extensions(const open311::Parameters& sent, std::vector<open311::Fault>& faults) {
  return open311::read_truth(sent, "extensions", faults).value_or(false);
}

}  // namespace

void Api::requests(const Request& request, const std::string&, ResponsePointer response) {
  if (request.pressed) return response->overloaded();
  // Parsed by the worker too: a list of ids may have 100 kB.
  auto kept = request.keep();
  const bool taken = workers_.offer(Workers::Kind::read, [this, kept = std::move(kept), response] {
    open311::Parameters sent;
    if (!open311::read_form(kept->query, sent)) return response->faults({open311::too_many_parameters()});
    list_requests(sent.only(open311::list_parameters), key_of(*kept, sent), *response);
  });
  if (!taken) response->overloaded();
}

void Api::list_requests(const open311::Parameters& sent, const std::string& key, Response& response) {
  std::vector<open311::Fault> faults;
  const gateway::Jurisdiction* here = jurisdiction(sent, faults);
  open311::FilterTerms terms;
  terms.now = clock_.now();
  if (here != nullptr) terms.zone = &here->zone();
  const bool extensions = asks_for_extensions(sent, faults);
  if (here != nullptr) terms.statuses = here->plan().statuses;
  // What is told beside `status` then can be asked for too.
  if (extensions && terms.statuses == open311::StatusView::plain) terms.statuses = open311::StatusView::extended;
  const auto asked = open311::read_filter(sent, terms);
  faults.insert(faults.end(), asked.faults.begin(), asked.faults.end());
  if (!faults.empty()) return response.faults(faults);
  auto document = list_document(*here, asked, sight(key, *here, response), extensions, response.format());
  if (!document) return response.failure(document.error());
  if (!*document) return response.fault(503, std::string(too_many_large_lists));
  std::string link;
  if ((*document)->next) link = next_link(sent, open311::cursor_of(asked.filter.order, *(*document)->next));
  response.document(std::move((*document)->body), std::move(link));
}

// Nothing: the list is large, and as many such as may be at once are being made. What it takes to make one is given
// back before the answer goes out, so that a client may ask for the next as soon as it has this one.
Result<std::optional<Api::ListDocument>> Api::list_document(const gateway::Jurisdiction& here,
                                                            const open311::ReadFilter& asked, gateway::Sight sight,
                                                            bool extensions, open311::Format format) {
  const std::size_t small = options_.small_list;
  const auto made = [&](gateway::Listed& found) -> Result<std::optional<ListDocument>> {
    if (extensions) {
      if (const auto extended = query_.extend(here, found.requests, notes_in_list, sight); !extended)
        return tl::unexpected(extended.error());
    }
    if (format == open311::Format::xml) {
      if (const auto added = query_.add_photos(found.requests); !added) return tl::unexpected(added.error());
    }
    return ListDocument{open311::render_requests(format, found.requests, here.view()), found.next};
  };
  const bool by_id = !asked.filter.ids.empty();
  open311::ListPart part = asked.part;
  if (extensions) part.most = std::min(small, part.most.value_or(small));
  if (!by_id || asked.filter.ids.size() <= small) {
    auto found = query_.list(here, asked.filter, part, sight, small);
    if (!found) return tl::unexpected(found.error());
    if (by_id || !found->next || query_.bound(part) <= small) return made(*found);
  }
  const auto permit = large_lists_.take();
  if (!permit) return std::nullopt;
  auto found = query_.list(here, asked.filter, part, sight);
  if (!found) return tl::unexpected(found.error());
  return made(*found);
}

void Api::one_request(const Request& request, const std::string& id, ResponsePointer response) {
  open311::Parameters sent;
  const gateway::Jurisdiction* here = jurisdiction(request, sent, *response);
  if (here == nullptr) return;
  std::vector<open311::Fault> faults;
  const bool extensions = asks_for_extensions(sent, faults);
  if (!faults.empty()) return response->faults(faults);
  const gateway::Sight seen = sight(key_of(request, sent), *here, *response);
  const bool taken = workers_.offer(Workers::Kind::read, [this, here, id, extensions, seen, response] {
    auto found = query_.one(*here, id, seen);
    if (!found) return response->failure(found.error());
    if (!*found)
      return response->fault(404,
                             "service_request_id " + open311::shown(id) + " is not a request of this jurisdiction.");
    std::vector<open311::ServiceRequest> one;
    one.push_back(std::move(**found));
    if (extensions) {
      if (const auto extended = query_.extend(*here, one, notes_of_one, seen); !extended)
        return response->failure(extended.error());
    }
    if (response->format() == open311::Format::xml) {
      if (const auto added = query_.add_photos(one); !added) return response->failure(added.error());
    }
    response->document(open311::render_requests(response->format(), one, here->view()));
  });
  if (!taken) response->overloaded();
}

void Api::token(const Request& request, const std::string& token, ResponsePointer response) {
  const gateway::Jurisdiction* here = jurisdiction(request, *response);
  if (here == nullptr) return;
  const bool taken = workers_.offer(Workers::Kind::read, [this, here, token, response] {
    const auto found = query_.token(*here, token);
    if (!found) return response->failure(found.error());
    if (!*found)
      return response->fault(404, "token " + open311::shown(token) + " was not given out by this jurisdiction.");
    const gateway::Query::Told& told = **found;
    if (!told) return response->faults({told.error()});
    response->document(open311::render_receipt(response->format(), *told));
  });
  if (!taken) response->overloaded();
}

}  // namespace r311::http
