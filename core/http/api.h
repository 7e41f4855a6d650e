// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/identity.h"
#include "gateway/intake.h"
#include "gateway/jurisdiction.h"
#include "gateway/keys.h"
#include "gateway/public_files.h"
#include "gateway/query.h"
#include "gateway/sight.h"
#include "gateway/updates.h"
#include "http/exchange.h"
#include "http/form_body.h"
#include "http/permits.h"
#include "http/response.h"
#include "http/router.h"
#include "http/workers.h"
#include "media/media_files.h"
#include "media/pictures.h"
#include "open311/read_filter.h"
#include "open311/read_update_filter.h"
#include "store/store.h"

namespace r311::http {

struct ApiOptions {
  // Whether each answer from memory (discovery, services, definitions) gets its line in the log. If not, it gets it at
  // debug only: at full speed the lines would cost as much as the answers.
  bool log_cached = false;
  UploadLimits uploads;
  // A list of up to so many requests or updates may be made by every worker at once; of larger ones, which may have
  // some ten thousand, only so many are in memory at once as `large_lists` says, and who asks for one more gets 503.
  std::size_t small_list = 1000;
  std::size_t large_lists = 2;
  std::size_t most_updates = open311::most_updates;  // that one answer holds
  // What shows the public uploaded files; null: they are not shown.
  media::Pictures* pictures = nullptr;
  // Clients' way to this gateway, without a slash at its end: "https://open311.springfield.example".
  std::string public_url = {};
};

struct AskedFile;

// GeoReport v2 over HTTP: docs/api.md tells what each endpoint takes and gives. Answers from memory are given on the
// event loop; what asks the store or writes a file goes to the workers, and what they have no room for gets 503.
// Everything it is made with must outlive it, and it the server.
class Api final : public Handler {
 public:
  // Without `media`, uploaded files are refused.
  Api(const gateway::Catalogue& catalogue, const gateway::KeyRing& keys, gateway::Intake& intake,
      gateway::Updates& updates, store::Store& store, Workers& workers, IdSource& ids, const Clock& clock,
      const media::MediaFiles* media = nullptr, ApiOptions options = {});

  void handle(const Request& request, Respond respond) override;
  Answer refuse(int status, std::string_view path) override;

 private:
  using Endpoint = void (Api::*)(const Request&, const std::string& rest, ResponsePointer);
  struct Row;
  static std::span<const Row> rows();
  static std::span<const Place> places();  // of the rows

  // What a call says of its jurisdiction; null, with the fault that says why.
  const gateway::Jurisdiction* jurisdiction(const open311::Parameters& sent, std::vector<open311::Fault>& faults) const;
  // The same for a call whose query says nothing else; null, and answered.
  const gateway::Jurisdiction* jurisdiction(const Request& request, Response& response) const;
  // Likewise; `sent` is what the query says.
  const gateway::Jurisdiction* jurisdiction(const Request& request, open311::Parameters& sent,
                                            Response& response) const;
  // What the client sees of a jurisdiction by its key; the answer is told to be for it alone where that is more than
  // everybody sees. A key that is not known, or may not see more, sees what everybody does.
  gateway::Sight sight(const std::string& key, const gateway::Jurisdiction& here, Response& response) const;
  // The jurisdictions whose private requests a key may see.
  std::vector<std::string> private_jurisdictions(const std::string& key) const;

  // endpoints/catalogue.cpp
  void discovery(const Request& request, const std::string& rest, ResponsePointer response);
  void services(const Request& request, const std::string& rest, ResponsePointer response);
  void definition(const Request& request, const std::string& rest, ResponsePointer response);

  // endpoints/requests.cpp
  void requests(const Request& request, const std::string& rest, ResponsePointer response);
  void one_request(const Request& request, const std::string& rest, ResponsePointer response);
  void token(const Request& request, const std::string& rest, ResponsePointer response);
  void list_requests(const open311::Parameters& sent, const std::string& key, Response& response);
  static constexpr std::string_view too_many_large_lists =
      "This list is a large one, and others are being made at the moment. Please try again soon, or ask for a shorter "
      "time between start_date and end_date.";
  struct ListDocument {
    std::string body;
    std::optional<open311::ListPlace> next;
  };
  Result<std::optional<ListDocument>> list_document(const gateway::Jurisdiction& here, const open311::ReadFilter& asked,
                                                    gateway::Sight sight, bool extensions, open311::Format format);

  // endpoints/media.cpp
  void show_media(const Request& request, const ResponsePointer& response);
  void find_media(const std::shared_ptr<const AskedFile>& asked, const ResponsePointer& response);

  // endpoints/updates.cpp
  void updates(const Request& request, const std::string& rest, ResponsePointer response);
  void list_updates(const open311::Parameters& sent, const std::string& key, Response& response);
  Result<std::optional<ListDocument>> updates_document(const gateway::Jurisdiction& here,
                                                       const open311::UpdateFilter& asked, gateway::Sight sight,
                                                       open311::Format format);

  // endpoints/post.cpp
  // What a POST brings.
  struct Posting {
    gateway::Right right = gateway::Right::submit;
    std::optional<std::string> request;  // of details that come later: the id of their request
  };
  struct Credentials {
    std::string key;                             // empty: none
    std::optional<std::string> idempotency_key;  // as sent
  };
  struct Sender {
    std::string name;  // of the key; empty: none
    std::string idempotency_key;
  };
  void post_report(const Request& request, const std::string& rest, ResponsePointer response);
  void post_update(const Request& request, const std::string& rest, ResponsePointer response);
  void post_details(const Request& request, const std::string& rest, ResponsePointer response);
  void post(const Request& request, const Posting& posting, const ResponsePointer& response);
  // Whether the thread that a POST is handled by may block.
  enum class By { event_loop, worker };
  void read_and_take(const Request& request, const FormType& type, const Posting& posting, By by,
                     const ResponsePointer& response);
  void take(FormBody form, const Credentials& sent, const Posting& posting, By by, const ResponsePointer& response);
  static std::vector<open311::Fault> form_faults(const gateway::Jurisdiction& here, const FormBody& form,
                                                 const Posting& posting);
  // Blocks unless it is a report without files.
  void accept(const gateway::Jurisdiction& here, const FormBody& form, const Sender& sender, const Posting& posting,
              const ResponsePointer& response);
  std::vector<open311::Fault> key_faults(const std::string& key, gateway::Right right,
                                         const gateway::Jurisdiction* here, std::string& sender) const;

  const gateway::Catalogue& catalogue_;
  const gateway::KeyRing& keys_;
  gateway::Intake& intake_;
  gateway::Updates& updates_;
  gateway::Query query_;
  gateway::PublicFiles files_;
  Workers& workers_;
  IdSource& ids_;
  const Clock& clock_;
  const media::MediaFiles* media_;
  ApiOptions options_;
  Permits large_lists_{options_.large_lists};
  // Claims what came with reports, or takes it away, and then answers them, one behind the other: the thread on which
  // the store tells what became of a report waits for no folder. It has room for all, and those share it that the store
  // tells when this has gone.
  std::shared_ptr<Workers> settling_ = std::make_shared<Workers>(1, std::numeric_limits<std::size_t>::max());
};

}  // namespace r311::http
