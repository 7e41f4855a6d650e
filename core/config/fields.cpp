// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "config/forms.h"
#include "config/tables.h"

namespace r311::config {
namespace {

using namespace std::chrono_literals;
constexpr auto kDay = Milliseconds(24h);

Form<std::vector<std::string>> may_form(const std::vector<std::string>& rights, std::size_t fewest) {
  return list_form(word_form(rights), fewest);
}

Field<Server> listen_field() {
  const std::string form = "HOST:PORT or [IPv6]:PORT";
  return {"listen",
          "The address to serve HTTP on. Port 0 lets the system choose.",
          form,
          Server{}.host + ":" + std::to_string(Server{}.port),
          Need::optional,
          [form](Reading& reading, const Node& node, Server& to) {
            const std::string* text = scalar_text(reading, node, form);
            if (!text) return;
            if (const auto listen = parse_listen(*text)) {
              to.host = listen->host;
              to.port = listen->port;
            } else {
              tell_form(reading, node, form + ", such as 127.0.0.1:3110");
            }
          },
          {}};
}

Field<Server> address_field(std::string name, std::string help, std::string fallback, std::string Server::*member,
                            std::string_view word = {}) {
  const std::string form =
      "http:// or https:// address without query" + (word.empty() ? "" : ", or " + std::string(word));
  return {std::move(name),
          std::move(help),
          form,
          std::move(fallback),
          Need::optional,
          [form, member, word](Reading& reading, const Node& node, Server& to) {
            const std::string* text = scalar_text(reading, node, form);
            if (!text) return;
            std::string_view url = *text;
            const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
            const bool bad =
                scheme == 0 || url.size() <= scheme || url.size() > 2000 || url[scheme] == '/' ||
                url.find_first_of(" ?#\"<>\\^`{|}") != std::string_view::npos ||
                url.find('\x7F') != std::string_view::npos ||
                std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
            if (bad && (word.empty() || url != word)) {
              tell_form(reading, node, form);
              return;
            }
            while (url.ends_with('/')) url.remove_suffix(1);
            to.*member = url;
          },
          {}};
}

// A key's secret goes no further than its digest, and into no finding.
Field<Key> secret_field() {
  const std::string form = "text of at least 8 characters";
  return {"secret",
          "What the client sends as api_key; write ${env:NAME} or ${file:PATH}. Instead of sha256.",
          form,
          "",
          Need::optional,
          [form](Reading& reading, const Node& node, Key& to) {
            if (!scalar_text(reading, node, form)) return;
            if (const std::size_t length = text::length(node.text); length < 8)
              reading.tell(node.place, "a secret of " + std::to_string(length) + " characters", form);
            else
              to.sha256 = sha256_hex(node.text);
          },
          {}};
}

Field<Key> sha256_field() {
  const std::string form = "64 hexadecimal digits";
  return {"sha256",
          "The SHA-256 of the secret, so that the file holds none: `printf %s SECRET | sha256sum`.",
          form,
          "",
          Need::optional,
          [form](Reading& reading, const Node& node, Key& to) {
            if (!scalar_text(reading, node, form)) return;
            const std::string digits = text::lower(node.text);
            if (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
              reading.tell(node.place, "something else", form);  // may be the secret itself
            else
              to.sha256 = digits;
          },
          {}};
}

Field<Backend> options_field() {
  return {"options",
          "What the adapter needs to know; its own README names the keys.",
          "map",
          "",
          Need::optional,
          [](Reading& reading, const Node& node, Backend& to) {
            if (node.broken) return;
            if (node.kind != Node::Kind::map)
              reading.tell(node.place, kind_of(node), "a map of the adapter's options");
            else
              to.options = node;
          },
          {}};
}

Table<Backend> retry_table() {
  return {"retry",
          "When a back end could not be reached.",
          {field("first", &Backend::retry_first, duration_form(10ms, kDay), Need::optional,
                 "The wait after the first failure; it doubles after each further one."),
           field("most", &Backend::retry_most, duration_form(10ms, 7 * kDay), Need::optional,
                 "The longest wait between two attempts.")}};
}

Field<Backend> retry_field() {
  const auto table = retry_table();
  return {"retry",
          "How long to wait between attempts.",
          "map",
          "",
          Need::optional,
          [table](Reading& reading, const Node& node, Backend& to) { table.read(reading, node, to); },
          [table](const std::string& path, Sections& sections) { table.describe(path, sections); }};
}

Field<Configuration> backends_field() {
  const auto table = backend_table();
  const auto name = text_form(name_rule("name of letters, digits, _ . -"));
  return {"backends",
          "The council's systems, each under a name of its own.",
          "map of NAME: map",
          "",
          Need::required,
          [table, name](Reading& reading, const Node& node, Configuration& to) {
            if (node.broken) return;
            if (node.kind != Node::Kind::map || node.members.empty()) {
              reading.tell(node.place, node.kind == Node::Kind::map ? "an empty map" : kind_of(node),
                           "a map of back ends, each NAME: {adapter: ..., options: ...}");
              return;
            }
            for (std::size_t i = 0; i < node.members.size(); ++i) {
              const auto& [key, member] = node.members[i];
              const auto step = reading.into(key);
              Backend backend;
              backend.place = node.key_places[i];
              Node key_node;
              key_node.kind = Node::Kind::scalar;
              key_node.text = key;
              key_node.place = backend.place;
              name.read(reading, key_node, backend.name);
              table.read(reading, member, backend);
              if (backend.options.kind == Node::Kind::null) {
                backend.options.kind = Node::Kind::map;
                backend.options.place = backend.place;
              }
              to.backends.push_back(std::move(backend));
            }
          },
          [table](const std::string& path, Sections& sections) { table.describe(path + ".NAME", sections); }};
}

Field<Configuration> store_field() {
  const std::string form = "sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE";
  return {
      "store",
      "Where reports are kept until and after they are delivered; a relative PATH is below data. Several gateways "
      "may share a PostgreSQL database; write its password as ${env:NAME}, which has to hold it percent-encoded: an "
      "@ as %40.",
      form,
      Configuration{}.store,
      Need::optional,
      [form](Reading& reading, const Node& node, Configuration& to) {
        to.store_place = node.place;
        const std::string* text = scalar_text(reading, node, form);
        if (!text) return;
        const bool whole = text->find('\0') == std::string::npos;
        const bool file = text->starts_with("sqlite:") && text->size() > 7;
        const bool server = text->starts_with("postgresql://") && text->size() > 13;
        if (whole && (file || server))
          to.store = *text;
        else if (text->starts_with("postgres"))
          reading.tell(node.place, "an address of PostgreSQL that can't be read", form);  // may hold a password
        else
          tell_form(reading, node, form);
      },
      {}};
}

Form<std::filesystem::path> path_form() {
  return {"path relative to this file",
          [](Reading& reading, const Node& node, std::filesystem::path& to) {
            const std::string* text = scalar_text(reading, node, "a path");
            if (!text) return false;
            if (text->empty() || text->find('\0') != std::string::npos) return tell_form(reading, node, "a path");
            to = (reading.folder() / *text).lexically_normal();
            return true;
          },
          {},
          {}};
}

Field<Configuration> data_field() {
  auto data = field("data", &Configuration::data, path_form(), Need::optional,
                    "The folder of all state; relative paths of state are below it. --data wins over it.");
  data.fallback = "var";
  return data;
}

Field<Configuration> plugins_field() {
  const auto form = list_form(path_form(), 0, "paths relative to this file");
  return {"plugins",
          "Folders with adapters, searched in this order before the gateway's own.",
          form.value,
          "",
          Need::optional,
          [form](Reading& reading, const Node& node, Configuration& to) {
            if (!form.read(reading, node, to.plugins)) return;
            for (const auto& [none, member] : node.members) to.plugin_places.push_back(member.place);
          },
          {}};
}

}  // namespace

Table<Server> server_table() {
  return {"server",
          "How clients reach the gateway.",
          {listen_field(),
           address_field("public_url", "Where clients reach this gateway, as discovery tells it.", "http://HOST:PORT",
                         &Server::public_url),
           address_field("test_url",
                         "The gateway that discovery tells app developers to try things on; \"same\" where this one is "
                         "not for real reports.",
                         "", &Server::test_url, "same"),
           field("max_body", &Server::max_body, size_form(1u << 10, 1u << 30), Need::optional,
                 "The largest POST that is taken; photos are in it."),
           field("max_connections", &Server::max_connections, count_form(1, 1'000'000), Need::optional,
                 "Connections held at a time."),
           field("lease", &Server::lease, duration_form(1s, 1h), Need::optional,
                 "For how long a report that is being handed over belongs to this node, where several share a store; "
                 "renewed while it lasts. So long after a node died another goes on.")}};
}

Table<Key> key_table() {
  return {
      "keys",
      "API keys, and what each may do. A key needs either secret or sha256.",
      {field("name", &Key::name, text_form(code_rule("text")), Need::required, "Whose key it is, for you and the log."),
       secret_field(), sha256_field(),
       field("may", &Key::may, may_form({"submit", "update", "private"}, 1), Need::required,
             "What it may do: send reports, send updates, see private requests."),
       field("jurisdictions", &Key::jurisdictions, list_form(text_form(code_rule("id of a jurisdiction")), 1),
             Need::optional, "Where it may do so; all, where nothing is given.")},
      [](Reading& reading, const Node& node, Key& key) {
        key.place = node.place;
        const bool secret = node.find("secret"), digest = node.find("sha256");
        if (secret && digest)
          reading.tell(node.place, "both \"secret\" and \"sha256\"", "one of them");
        else if (!secret && !digest)
          reading.tell(node.place, "neither \"secret\" nor \"sha256\"", "one of them");
      }};
}

Table<Backend> backend_table() {
  return {"backends",
          "One of the council's systems. NAME is for you, services and the log.",
          {field("adapter", &Backend::adapter, text_form(name_rule("name of a plugin")), Need::required,
                 "Which plugin speaks to it."),
           options_field(),
           field("duplicate_safe", &Backend::duplicate_safe, boolean_form(), Need::optional,
                 "Whether a report that is sent twice makes one work order only, so that it may be sent again when "
                 "nobody knows whether it arrived."),
           field("window", &Backend::window, integer_form(1, 64), Need::optional,
                 "How many calls may be under way at a time, at most; it starts with one and finds out how many the "
                 "back end stands."),
           field("rate", &Backend::rate, rate_form(), Need::optional,
                 "How many calls may begin in a second, minute or hour; any number, where it is not given."),
           field("deadline", &Backend::deadline, duration_form(100ms, 10min), Need::optional,
                 "How long one call may take."),
           field("poll_every", &Backend::poll_every, duration_form(50ms, 7 * kDay), Need::optional,
                 "How often to ask for changes."),
           field("catalog_every", &Backend::catalog_every, duration_form(50ms, 7 * kDay), Need::optional,
                 "How often to ask for its services, where a jurisdiction takes `services_from` it."),
           field("updates", &Backend::updates, word_form({"keep", "park"}), Need::optional,
                 "What becomes of an app's update where the adapter takes none: it is kept for apps to read, or parked "
                 "for an operator."),
           field("updates_to", &Backend::updates_to, text_form(name_rule("name of a back end")), Need::optional,
                 "Another back end that is handed the updates of this one's reports, with their files."),
           field("files", &Backend::files, word_form({"keep", "park"}), Need::optional,
                 "What becomes of uploaded files where the adapter takes none: they are kept for apps to read, or "
                 "parked for an operator."),
           field("agency", &Backend::agency, agency_form(), Need::optional,
                 "Who answers for its requests, as clients are told in `agency_responsible`, where their service names "
                 "nobody."),
           retry_field(),
           field("give_up_after", &Backend::give_up_after, duration_form(1s, 365 * kDay), Need::optional,
                 "After which age a report that could not be delivered waits for an operator.")},
          [](Reading& reading, const Node& node, Backend& backend) {
            const Node* adapter = node.find("adapter");
            backend.adapter_place = adapter ? adapter->place : backend.place;
            if (backend.retry_most >= backend.retry_first) return;
            const Node* first = node.at("retry/first");
            const Node* most = node.at("retry/most");
            const auto step = reading.into(most ? "retry.most" : "retry.first");
            if (most)
              reading.tell(most->place, show_duration(backend.retry_most),
                           "at least retry.first, which is " + show_duration(backend.retry_first));
            else
              reading.tell(first ? first->place : node.place, show_duration(backend.retry_first),
                           "at most retry.most, which is " + show_duration(backend.retry_most));
          }};
}

Table<Configuration> configuration_table() {
  const auto server = server_table();
  return {"",
          "The keys at the top of the file.",
          {field("server", &Configuration::server, map_form(server), Need::optional, "How clients reach the gateway."),
           field("media", &Configuration::media, map_form(media_table()), Need::optional, "Photos and documents."),
           store_field(), data_field(), plugins_field(),
           field("anonymous_may", &Configuration::anonymous_may, may_form({"submit", "update"}, 0), Need::optional,
                 "What a client without a key may do; nothing, where it is not given."),
           field("keys", &Configuration::keys, list_form(map_form(key_table())), Need::optional, "API keys."),
           backends_field(),
           field("jurisdictions", &Configuration::jurisdictions, list_form(map_form(jurisdiction_table()), 1),
                 Need::required, "Who is served.")}};
}

}  // namespace r311::config
