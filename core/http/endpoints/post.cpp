// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "gateway/sameness.h"
#include "http/api.h"
#include "http/byte_source.h"
#include "http/client_key.h"
#include "http/uploads.h"

// GeoReport v2, "POST Service Request", and mySociety's "POST Service Request Update".
namespace r311::http {
namespace {

// Forms up to this size are read on the event loop; larger ones, and files, by a worker.
constexpr std::size_t read_at_once = 64u << 10;

std::size_t size_of_body(const Request& request) {
  return request.spool != nullptr ? request.spool->size() : request.body.size();
}

// As long as `request` lives.
std::shared_ptr<ByteSource> body_of(const Request& request) {
  if (request.spool != nullptr) return std::make_shared<SpooledBytes>(*request.spool);
  return std::make_shared<HeldBytes>(request.body);
}

// Nothing without the header; a header that is there may be empty, which is no key.
std::optional<std::string> idempotency_key_of(const Request& request) {
  for (const auto& [name, value] : request.headers)
    if (text::same_in_any_case(name, "Idempotency-Key")) return std::string(value);
  return std::nullopt;
}

void append(std::vector<open311::Fault>& to, std::vector<open311::Fault> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

using Files = std::vector<media::UnclaimedFile>;

// Told whether they must, files stay or go: by `settling`, or at once where there is none.
std::function<void(bool)> claiming(Files files, std::shared_ptr<Workers> settling) {
  return [held = std::make_shared<Files>(std::move(files)), settling = std::move(settling)](bool must_stay) {
    if (must_stay)
      for (media::UnclaimedFile& file : *held) file.stay();
    const auto told = std::make_shared<Files>(std::move(*held));
    if (settling) settling->offer(Workers::Kind::read, [told] { told->clear(); });
  };
}

void answer(const gateway::Intake::Posted& posted, Response& response) {
  if (!posted) return response.faults(posted.error());
  response.document(open311::render_receipt(response.format(), *posted));
}

}  // namespace

void Api::post_report(const Request& request, const std::string&, ResponsePointer response) {
  post(request, {gateway::Right::submit, std::nullopt}, response);
}

void Api::post_update(const Request& request, const std::string&, ResponsePointer response) {
  post(request, {gateway::Right::update, std::nullopt}, response);
}

void Api::post_details(const Request& request, const std::string& id, ResponsePointer response) {
  post(request, {gateway::Right::update, id}, response);
}

void Api::post(const Request& request, const Posting& posting, const ResponsePointer& response) {
  const auto coding = request.header("Content-Encoding");
  if (!coding.empty() && !text::same_in_any_case(coding, "identity"))
    return response->fault(415, "The body must come as it is, without a Content-Encoding.");
  const FormType type = form_type(request.header("Content-Type"));
  const std::size_t size = size_of_body(request);
  if (type.kind == FormKind::other || (type.kind == FormKind::none && size > 0))
    return response->fault(415, "The body must be application/x-www-form-urlencoded or multipart/form-data.");
  if (type.kind != FormKind::multipart && size + request.query.size() <= read_at_once)
    return read_and_take(request, type, posting, By::event_loop, response);
  auto kept = request.keep();
  const bool taken = workers_.offer(Workers::Kind::write, [this, kept = std::move(kept), type, posting, response] {
    read_and_take(*kept, type, posting, By::worker, response);
  });
  if (!taken) response->overloaded();
}

void Api::read_and_take(const Request& request, const FormType& type, const Posting& posting, By by,
                        const ResponsePointer& response) {
  auto form = read_form_body(type, body_of(request), options_.uploads);
  if (!form) return response->faults(form.error());
  // jurisdiction_id and api_key of some clients stand in the query.
  if (!open311::read_form(request.query, form->fields)) return response->faults({open311::too_many_parameters()});
  const Credentials sent{key_of(request, form->fields), idempotency_key_of(request)};
  take(std::move(*form), sent, posting, by, response);
}

std::vector<open311::Fault> Api::key_faults(const std::string& key, gateway::Right right,
                                            const gateway::Jurisdiction* here, std::string& sender) const {
  using Decided = gateway::KeyRing::Answer;
  const bool submits = right == gateway::Right::submit;
  const std::string what = submits ? "submit reports" : "send updates";
  auto decision = keys_.decide(key, right, here != nullptr ? here->id() : std::string());
  sender = std::move(decision.name);
  switch (decision.answer) {
    case Decided::allowed:
      return {};
    case Decided::no_key:
      return {{403, "api_key was not provided. " + std::string(submits ? "Reports" : "Updates") +
                        " are taken here with a key only."}};
    case Decided::unknown_key:
      return {{403, "api_key is not known here."}};
    case Decided::not_this_right:
      return {{403, "api_key is known, but may not " + what + "."}};
    case Decided::not_this_jurisdiction:
      if (here == nullptr) return {};  // that it is not known is told already
      return {{403, "api_key is known, but may not " + what + " to this jurisdiction."}};
  }
  return {{403, "api_key is not known here."}};
}

std::vector<open311::Fault> Api::form_faults(const gateway::Jurisdiction& here, const FormBody& form,
                                             const Posting& posting) {
  if (posting.right == gateway::Right::submit) return gateway::Intake::faults(here, form.fields);
  return gateway::Updates::faults(here, {form.fields, posting.request, !form.files.empty()});
}

void Api::take(FormBody form, const Credentials& sent, const Posting& posting, By by, const ResponsePointer& response) {
  std::vector<open311::Fault> faults;
  std::vector<open311::Fault> place_faults;
  std::string sender;
  const gateway::Jurisdiction* here = jurisdiction(form.fields, place_faults);
  append(faults, key_faults(sent.key, posting.right, here, sender));
  append(faults, std::move(place_faults));
  if (sent.idempotency_key && !gateway::is_idempotency_key(*sent.idempotency_key))
    faults.push_back({400, "Idempotency-Key must have 1 to " + std::to_string(gateway::longest_idempotency_key) +
                               " printable ASCII characters."});
  append(faults, take_data_urls(form, options_.uploads));
  append(faults, file_faults(form.files, options_.uploads));
  if (!form.files.empty() && media_ == nullptr)
    faults.push_back({400, form.files.front().part + ": files can't be sent to this server; give media_url instead."});
  // Nothing of a report that won't be taken is kept, and all that is wrong with it is told at once.
  if (here != nullptr && (!faults.empty() || !form.files.empty())) append(faults, form_faults(*here, form, posting));
  if (here == nullptr || !faults.empty()) return response->faults(faults);

  Sender from{std::move(sender), sent.idempotency_key.value_or("")};
  // Files may lie in the body, and are copied to where they stay before it goes.
  if (by == By::worker || (form.files.empty() && posting.right == gateway::Right::submit))
    return accept(*here, form, from, posting, response);
  auto uploaded = std::make_shared<FormBody>(std::move(form));
  const bool taken =
      workers_.offer(Workers::Kind::write, [this, here, uploaded, from = std::move(from), posting, response] {
        accept(*here, *uploaded, from, posting, response);
      });
  if (!taken) response->overloaded();
}

void Api::accept(const gateway::Jurisdiction& here, const FormBody& form, const Sender& sender, const Posting& posting,
                 const ResponsePointer& response) {
  std::vector<open311::Attachment> attachments;
  std::function<void(bool)> stored;
  const bool is_update = posting.right == gateway::Right::update;
  // Updates are stored, and what becomes of them is told, on this thread.
  const std::shared_ptr<Workers> settling = form.files.empty() || is_update ? nullptr : settling_;
  if (!form.files.empty()) {
    if (is_update) {
      const auto faults = updates_.faults_now(here, {form.fields, posting.request, true});
      if (!faults.empty()) return response->faults(faults);
    }
    auto kept = keep_files(form.files, *media_);
    if (!kept) return response->failure(kept.error());
    attachments = std::move(kept->attachments);
    stored = claiming(std::move(kept->files), settling);
  }
  if (is_update) {
    const auto posted = updates_.post(
        here, {form.fields, posting.request, !form.files.empty()},
        {sender.name, response->trace(), sender.idempotency_key, std::move(attachments), std::move(stored)});
    if (!posted) return response->faults(posted.error());
    return response->document(open311::render_update_receipt(response->format(), {*posted}));
  }
  intake_.post(here, form.fields,
               {sender.name, response->trace(), sender.idempotency_key, std::move(attachments), std::move(stored)},
               [response, settling](const gateway::Intake::Posted& posted) {
                 if (!settling) return answer(posted, *response);
                 settling->offer(Workers::Kind::read, [response, posted] { answer(posted, *response); });
               });
}

}  // namespace r311::http
