// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "base/network.h"
#include "config/forms.h"
#include "config/tables.h"

namespace r311::config {
namespace {

using namespace std::chrono_literals;

Form<IpNetwork> network_form() {
  Form<IpNetwork> form;
  form.value = "address or network";
  form.read = [what = form.value](Reading& reading, const Node& node, IpNetwork& to) {
    const std::string expected = what + ", such as 10.20.0.7, 10.20.0.0/16 or fd12::/64";
    const std::string* text = scalar_text(reading, node, expected);
    if (text == nullptr) return false;
    const auto network = IpNetwork::parse(*text);
    if (!network) return tell_form(reading, node, expected);
    to = *network;
    return true;
  };
  return form;
}

}  // namespace

Table<Media> media_table() {
  return {"media",
          "Photos and documents that come with reports and updates.",
          {field("max_files", &Media::max_files, count_form(1, 50), Need::optional,
                 "How many may come with one POST; what `media_url` names counts where it is fetched."),
           field("max_file", &Media::max_file, size_form(1u << 10, 1u << 30), Need::optional,
                 "The largest one; those of one POST must fit into `server.max_body` together."),
           field("other_files", &Media::other_files, word_form({"refuse", "keep"}), Need::optional,
                 "What becomes of an uploaded file that is neither a photo nor a PDF: the POST is refused with 400, or "
                 "the file is kept for the back end alone. Clients are never shown it."),
           field("fetch", &Media::fetch, word_form({"off", "on"}), Need::optional,
                 "Whether the files that `media_url` names are fetched, once the POST is answered, and handed to the "
                 "back end as uploaded ones are. Clients are shown the URL either way."),
           field("allow", &Media::allow, list_form(network_form(), 0, "addresses and networks"), Need::optional,
                 "Where files may be fetched from although it is not public, at any port: your own servers. All others "
                 "are asked at public addresses only, at the ports 80 and 443."),
           field("fetch_within", &Media::fetch_within, duration_form(1s, 10min), Need::optional,
                 "How long fetching one file may take.")},
          [](Reading& reading, const Node& node, Media& media) {
            const Node* allow = node.find("allow");
            if (allow == nullptr || media.allow.empty()) return;
            const Node* fetch = node.find("fetch");
            // One that is neither is told as such.
            if (fetch != nullptr && fetch->kind != Node::Kind::null && fetch->text != "off") return;
            const auto step = reading.into("allow");
            reading.tell(allow->place, "addresses to fetch from", "fetch: on, or none");
          }};
}

}  // namespace r311::config
