// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "any_text.h"
#include "base/text.h"
#include "support/fms_xml.h"

// Whatever people answer to a question of any datatype, and whatever they say of a request later, is read back the same.
namespace r311::http {
namespace {

using open311::Datatype;
using test::Node;

// Of each value the key and the name.
using Values = std::vector<std::pair<std::string, std::string>>;
using Answers = std::vector<std::pair<std::string, Values>>;

open311::Attribute question(const std::string& code, Datatype datatype) {
  open311::Attribute made;
  made.code = code;
  made.datatype = datatype;
  return made;
}

// One that asks in every datatype; the words of its lists are any text too, and one answer stays private.
open311::Service survey(const std::vector<std::string>& words) {
  open311::Service service;
  service.code = "SURVEY";
  service.name = "Survey";
  for (const auto datatype : {Datatype::string, Datatype::text, Datatype::number, Datatype::datetime,
                              Datatype::singlevaluelist, Datatype::multivaluelist})
    service.attributes.push_back(question(std::string(open311::word(datatype)), datatype));
  for (auto& attribute : service.attributes) {
    if (attribute.datatype != Datatype::singlevaluelist && attribute.datatype != Datatype::multivaluelist) continue;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) attribute.values.push_back({words[i], words[i + 1]});
  }
  service.attributes.push_back(question("secret", Datatype::text));
  service.attributes.back().answers_private = true;
  return service;
}

std::vector<std::string> some_words() {
  return {"a]]>&amp;z", "<b>\"bold\"</b>", "a'\\/z",    "100 % + 1",      "\xE5\x9D\x91",     "\xF0\x9F\x95\xB3",
          "a\xC2\x85z", "a\xE2\x80\xA8z",  "a b\tc\nz", "\xEF\xBB\xBF z", "a&#0;\\u0000%41z", "attribute[x]"};
}

class AnyAnswer : public AnyText {
 protected:
  AnyAnswer() : AnyText(plan()) {}
  static CouncilPlan plan() {
    CouncilPlan plan;
    plan.more_services = {survey(some_words())};
    return plan;
  }

  Node one(const std::string& id, const std::string& form, const std::string& key) {
    const auto body = council_.get("requests/" + id + "." + form + "?extensions=true&api_key=" + key).body;
    if (form == "json") return test::read_json(body)[0];
    const auto document = test::read_as_fixmystreet(body);
    EXPECT_EQ(document.faults, std::vector<std::string>{}) << body;
    return document.root["request"][0];
  }
  Answers answers(const std::string& id, const std::string& form, const std::string& key) {
    Answers found;
    for (const auto& attribute : one(id, form, key)["attributes"].list) {
      auto& values = found.emplace_back(attribute["code"].text, Values{}).second;
      for (const auto& value : attribute["values"].list) values.emplace_back(value["key"].text, value["name"].text);
    }
    return found;
  }
  std::string number() {
    static const std::vector<std::string> forms{"0", "-0.5", "007", "3.50", "12345678901234567890", "0.000001"};
    return forms[roll(forms.size())];
  }
};

TEST_F(AnyAnswer, OfEveryDatatype_ComesOutTheSameInXmlAndJson) {
  const auto words = some_words();
  for (int i = 0; i < 150; ++i) {
    SCOPED_TRACE("answers " + std::to_string(i) + " of seed " + std::to_string(seed()));
    const bool multipart = i % 2 == 0;
    const std::string line = text(), lines = text(), secret = text(), first = text(), second = text(), size = number();
    // The names of parts are in quotes, which libraries escape in different ways.
    const std::string unasked = multipart ? "note" : text();
    const std::size_t one = roll(words.size() / 2) * 2, other = (one + 2) % words.size();
    const auto posted = sent("requests.xml",
                             {{"service_code", "SURVEY"},
                              {"address_id", "7"},
                              {"attribute[string]", line},
                              {"attribute[text]", lines},
                              {"attribute[number]", size},
                              {"attribute[datetime]", "2026-02-28T23:30:00.5Z"},
                              {"attribute[singlevaluelist]", words[one]},
                              {"attribute[multivaluelist]", words[other]},
                              {"attribute[multivaluelist]", words[one]},
                              {"attribute[secret]", secret},
                              {"attribute[" + unasked + "]", first},
                              {"attribute[" + unasked + "]", second}},
                             multipart);
    const std::string id = element(posted.body, "service_request_id");
    const Answers asked{{"string", {{text::clean(line), ""}}},
                        {"text", {{text::clean(lines), ""}}},
                        {"number", {{size, ""}}},
                        {"datetime", {{"2026-02-28T17:30:00-06:00", ""}}},
                        {"singlevaluelist", {{words[one], words[one + 1]}}},
                        {"multivaluelist", {{words[other], words[other + 1]}, {words[one], words[one + 1]}}}};
    Answers all = asked;
    all.push_back({"secret", {{text::clean(secret), ""}}});
    all.push_back({text::clean(unasked), {{text::clean(first), ""}, {text::clean(second), ""}}});
    for (const std::string form : {"xml", "json"}) {
      ASSERT_EQ(answers(id, form, ""), asked) << form;
      ASSERT_EQ(answers(id, form, "demo-key"), asked) << form;
      ASSERT_EQ(answers(id, form, "clerk-key"), all) << form;
    }
  }
}

TEST_F(AnyAnswer, InTheDefinition_HasItsKeysAndNamesInXmlAndJson) {
  const auto words = some_words();
  for (const std::string form : {"xml", "json"}) {
    const auto body = council_.get("services/SURVEY." + form).body;
    const auto definition = form == "xml" ? test::read_as_fixmystreet(body).root : test::read_json(body);
    int lists = 0;
    for (const auto& attribute : definition["attributes"].list) {
      if (!attribute.has("values")) continue;
      ++lists;
      std::vector<std::string> found;
      for (const auto& value : attribute["values"].list)
        for (const char* const field : {"key", "name"}) found.push_back(value[field].text);
      EXPECT_EQ(found, words) << form;
    }
    EXPECT_EQ(lists, 2) << form;
  }
}

class AnyUpdate : public AnyAnswer {
 protected:
  AnyUpdate() {
    const auto posted = sent("requests.xml", {{"service_code", "SURVEY"}, {"address_id", "7"}}, false);
    id_ = element(posted.body, "service_request_id");
  }
  // The text of the update in the list of updates, and in the notes of its request.
  std::string told(const std::string& update, const std::string& form) {
    const auto body = council_.get("servicerequestupdates." + form + "?service_request_id=" + id_).body;
    const Node list = form == "json" ? test::read_json(body) : test::read_as_fixmystreet(body).root["request_update"];
    for (const auto& one : list.list)
      if (one["update_id"].text == update) return one["description"].text;
    return "not there";
  }
  std::string last_note(const std::string& form) {
    const Node request = one(id_, form, "");
    const auto& notes = form == "json" ? request["notes"].list : request["notes"]["request_update"].list;
    return notes.empty() ? "not there" : notes.back()["description"].text;
  }
  std::int64_t number() {
    return council_.store->due("springfield.example/highways", council_.clock.now(), 1).value().at(0).request;
  }

  std::string id_;
};

TEST_F(AnyUpdate, ThatAnAppSends_ComesOutTheSameInXmlAndJson_AndIsTheBackEnds) {
  for (int i = 0; i < 150; ++i) {
    SCOPED_TRACE("update " + std::to_string(i) + " of seed " + std::to_string(seed()));
    council_.clock.advance(std::chrono::seconds(1));
    const bool later = i % 3 == 0;
    const std::string description = text(), title = text(), name = text(), surname = text(), first = text(),
                      second = text();
    const auto posted = sent(later ? "requests/" + id_ + ".xml" : "servicerequestupdates.xml",
                             {{"service_request_id", id_},
                              {"description", description},
                              {"title", title},
                              {"first_name", name},
                              {"last_name", surname},
                              {"attribute[other]", first},
                              {"attribute[other]", second}},
                             i % 2 == 0);
    const std::string update = element(posted.body, "update_id");
    for (const std::string form : {"xml", "json"}) {
      ASSERT_EQ(told(update, form), text::clean(description)) << form;
      ASSERT_EQ(last_note(form), text::clean(description)) << form;
    }
    const auto kept = council_.store->update(number(), update).value().update;
    EXPECT_EQ(kept.description, text::clean(description));
    EXPECT_EQ(kept.title, text::clean(title));
    EXPECT_EQ(kept.first_name, text::clean(name));
    EXPECT_EQ(kept.last_name, text::clean(surname));
    ASSERT_EQ(kept.attributes.size(), 1u);
    EXPECT_EQ(kept.attributes[0].values, (std::vector<std::string>{text::clean(first), text::clean(second)}));
  }
}

TEST_F(AnyUpdate, ThatABackEndTells_ComesOutTheSameInXmlAndJson) {
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE("change " + std::to_string(i) + " of seed " + std::to_string(seed()));
    council_.clock.advance(std::chrono::seconds(1));
    open311::Change change;
    change.key = id_;
    change.changed = council_.clock.now();
    change.note = text::clean(text());  // as the border to adapters gives it
    ASSERT_TRUE(council_.store->apply({"springfield.example/highways", "c", {change}}));
    for (const std::string form : {"xml", "json"}) {
      ASSERT_EQ(last_note(form), change.note) << form;
      ASSERT_EQ(one(id_, form, "")["status_notes"].text, change.note) << form;
    }
  }
}

}  // namespace
}  // namespace r311::http
