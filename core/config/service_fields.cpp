// SPDX-License-Identifier: Apache-2.0
#include "config/forms.h"
#include "config/tables.h"

namespace r311::config {
namespace {

using namespace std::chrono_literals;

TextRule prose() { return {10'000, true, {}, "text"}; }

Field<Jurisdiction> ids_field() {
  const auto form = word_form({"gateway", "backend"});
  return {"ids",
          "Whose service_request_id clients get: the gateway's, at once, or the back end's, for which a POST waits.",
          form.value,
          "gateway",
          Need::optional,
          [form](Reading& reading, const Node& node, Jurisdiction& to) {
            std::string word;
            if (form.read(reading, node, word)) to.backend_ids = word == "backend";
          },
          {}};
}

// "attribute.CODE"; the code is kept.
Form<std::string> attribute_name_form() {
  constexpr std::string_view prefix = "attribute.";
  const auto code = text_form(name_rule("attribute.CODE"));
  return {"attribute.CODE",
          [code, prefix](Reading& reading, const Node& node, std::string& to) {
            if (!code.read(reading, node, to)) return false;
            if (!to.starts_with(prefix) || to.size() == prefix.size())
              return tell_form(reading, node, "attribute.CODE, such as attribute.fixmystreet_id",
                               to.find('.') == std::string::npos ? std::string(prefix) + to : "");
            to.erase(0, prefix.size());
            return true;
          },
          [prefix](const std::string& kept) { return std::string(prefix) + kept; },
          {}};
}

Table<Dedupe> dedupe_table() {
  return {
      "dedupe",
      "Clients may send a report again, as FixMyStreet does every 30 minutes until it is answered.",
      {field("by", &Dedupe::by, list_form(attribute_name_form(), 1), Need::required,
             "Two reports of one sender that have all of these attributes, with equal values, are one report; the "
             "second is answered as the first was, whatever else it says."),
       field("window", &Dedupe::window, duration_form(1min, 365 * Milliseconds(24h)), Need::optional,
             "For how long after it came last; in any case until the back end has taken the report or refused it.")}};
}

// The long form [{key: K, name: N}] or the short one {K: N}.
Field<Attribute> values_field() {
  const auto form = list_form(map_form(value_table()), 1);
  const auto name = text_form(prose());
  const auto key = text_form(code_rule("key of a value"));
  return {"values",
          "What can be chosen, in this order; of a list datatype.",
          "list of map, or map KEY: NAME",
          "",
          Need::optional,
          [=](Reading& reading, const Node& node, Attribute& to) {
            if (node.kind != Node::Kind::map) {
              form.read(reading, node, to.values);
              tell_repeated(reading, node, "key", "the key");
              return;
            }
            if (node.members.empty()) reading.tell(node.place, "an empty map", "at least one KEY: NAME");
            for (std::size_t i = 0; i < node.members.size(); ++i) {
              const auto step = reading.into(node.members[i].first);
              Node key_node;
              key_node.kind = Node::Kind::scalar;
              key_node.text = node.members[i].first;
              key_node.place = node.key_places[i];
              ListValue value;
              const bool good = key.read(reading, key_node, value.key);
              if (name.read(reading, node.members[i].second, value.name) && good) to.values.push_back(std::move(value));
            }
          },
          form.describe};
}

Form<Catalog> catalog_form() {
  const auto name = text_form(name_rule("name of a back end"));
  return {name.value,
          [name](Reading& reading, const Node& node, Catalog& to) {
            to.place = node.place;
            return name.read(reading, node, to.backend);
          },
          {},
          {}};
}

Field<Service> backend_code_field() {
  auto code =
      field("backend_code", &Service::backend_code, text_form(prose()), Need::optional, "What the back end calls it.");
  code.fallback = "the code";
  return code;
}

Field<Service> agency_field() {
  auto agency = field("agency", &Service::agency, agency_form(), Need::optional,
                      "Who answers for its requests, as clients are told in `agency_responsible`.");
  agency.fallback = "the back end's";
  return agency;
}

}  // namespace

Table<ListValue> value_table() {
  return {"values",
          "One choice. The short form of the whole list is a map of KEY: NAME.",
          {field("key", &ListValue::key, text_form(code_rule("text")), Need::required, "What is stored and sent."),
           field("name", &ListValue::name, text_form(prose()), Need::required, "What citizens read.")}};
}

Table<Attribute> attribute_table() {
  return {
      "attributes",
      "A question to whoever reports.",
      {field("code", &Attribute::code, text_form(name_rule("code of letters, digits, _ . -")), Need::required,
             "Clients send the answer as attribute[CODE]."),
       field("datatype", &Attribute::datatype,
             word_form({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}), Need::required,
             "What an answer looks like."),
       field("required", &Attribute::required, boolean_form(), Need::optional, "Whether an answer is needed."),
       field("variable", &Attribute::variable, boolean_form(), Need::optional,
             "false: not a question but a text to be read."),
       Field<Attribute>{"order",
                        "Its place among the questions.",
                        "number from 0 to 1000000",
                        "its place in the list",
                        Need::optional,
                        [form = integer_form(0, 1'000'000)](Reading& reading, const Node& node, Attribute& to) {
                          int order = 0;
                          if (form.read(reading, node, order)) to.order = order;
                        },
                        {}},
       field("description", &Attribute::description, text_form(prose()), Need::optional, "The question."),
       field("datatype_description", &Attribute::datatype_description, text_form(prose()), Need::optional,
             "How to answer it."),
       field("automated", &Attribute::automated, word_form({"hidden_field", "server_set"}), Need::optional,
             "Who answers in the citizen's place: the client in a hidden field, or its server."),
       field("private", &Attribute::answers_private, boolean_form(), Need::optional,
             "true: `extensions=true` shows the public no answers to it. Answers that ask for who reports, and those "
             "that are `automated`, are never shown."),
       values_field()},
      [](Reading& reading, const Node& node, Attribute& attribute) {
        attribute.place = node.place;
        check_attribute(reading, node, attribute);
      }};
}

Table<Service> service_table() {
  return {"services",
          "What citizens can report.",
          {field("code", &Service::code, text_form(code_rule("text")), Need::required,
                 "Its service_code; letters, digits, _ and - serve every client."),
           field("name", &Service::name, text_form({200, false, {}, "text"}), Need::required, "What citizens read."),
           field("description", &Service::description, text_form(prose()), Need::optional, "What it is for."),
           field("type", &Service::type, word_form({"realtime", "batch", "blackbox"}), Need::optional,
                 "What a client gets at once: an id, a token that becomes one, or neither."),
           field("group", &Service::group, text_form({200, false, {}, "text"}), Need::optional,
                 "The heading that it stands under."),
           field("keywords", &Service::keywords, list_form(text_form(code_rule("text"))), Need::optional,
                 "Words by which it is found."),
           field("private", &Service::non_public, boolean_form(), Need::optional,
                 "Whether its reports are private from then on: only keys that may see private requests get them back. "
                 "Those that came before stay public. A service with the keyword private, in any case, is so too."),
           field("backend", &Service::backend, text_form(name_rule("name of a back end")), Need::required,
                 "Which of the backends gets its reports."),
           backend_code_field(), agency_field(),
           field("notice", &Service::notice, text_form(prose()), Need::optional,
                 "What whoever reports is told, and who reads a request of which the back end says nothing else, as "
                 "`service_notice`: such as how long such work takes."),
           field("attributes", &Service::attributes, list_form(map_form(attribute_table())), Need::optional,
                 "What to ask beyond GeoReport's own fields.")},
          [](Reading& reading, const Node& node, Service& service) {
            service.place = node.place;
            if (service.backend_code.empty()) service.backend_code = service.code;
            const Node* attributes = node.find("attributes");
            if (!attributes) return;
            const auto step = reading.into("attributes");
            tell_repeated(reading, *attributes, "code", "the attribute code");
          }};
}

Table<Jurisdiction> jurisdiction_table() {
  return {
      "jurisdictions",
      "A place with its own services: mostly one council.",
      {field("id", &Jurisdiction::id, text_form(code_rule("text")), Need::required,
             "Its jurisdiction_id, by custom a domain name."),
       field("name", &Jurisdiction::name, text_form({200, false, {}, "text"}), Need::optional, "What people call it."),
       field("time_zone", &Jurisdiction::time_zone, zone_form(), Need::optional,
             "The zone of times that come without one, and in which times are told."),
       field("contact", &Jurisdiction::contact, text_form(prose()), Need::optional, "Whom to ask; discovery tells it."),
       field("key_service", &Jurisdiction::key_service, text_form(prose()), Need::optional,
             "How to get an API key; discovery tells it."),
       field("statuses", &Jurisdiction::statuses, word_form({"plain", "extended", "draft"}), Need::optional,
             "What `status` tells in GET requests: plain open or closed; extended the finer words, as one that serves "
             "FixMyStreet only may; draft those of the early Open311 draft, as one that serves FixMyStreet must not."),
       ids_field(),
       field(
           "answer_within", &Jurisdiction::answer_within, duration_form(100ms, 25s), Need::optional,
           "With `ids: backend`: for how long a POST waits for the back end's id before it is answered with a token."),
       field("dedupe", &Jurisdiction::dedupe, map_form(dedupe_table()), Need::optional,
             "When two reports are one and the same. An Idempotency-Key header always tells."),
       field("services", &Jurisdiction::services, list_form(map_form(service_table()), 1), Need::optional,
             "What can be reported here; needed unless `services_from` is given."),
       field(
           "services_from", &Jurisdiction::services_from, list_form(catalog_form(), 1), Need::optional,
           "Back ends that define services themselves: all of theirs can be reported here too, and go there. One that "
           "`services` lists with the same code wins.")},
      [](Reading& reading, const Node& node, Jurisdiction& jurisdiction) {
        jurisdiction.place = node.place;
        if (const Node* by = node.at("dedupe/by"))
          for (const auto& [none, code] : by->members) jurisdiction.dedupe.places.push_back(code.place);
        check_services(reading, node);
      }};
}

}  // namespace r311::config
