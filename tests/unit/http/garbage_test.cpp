// SPDX-License-Identifier: Apache-2.0
#include "wild_client.h"

#include <filesystem>
#include <functional>
#include <set>

#include "multipart.h"

// What no client means to post, by the thousand and over real connections: it is refused with 4xx, and nothing of it is
// stored.
namespace r311::http {
namespace {

// Where a form can be posted to, and one that is taken there: what stands before its files, and the same urlencoded.
struct Place {
  std::string path;
  std::string parts;
  std::string form;
};

struct Stored {
  std::size_t reports = 0;
  std::size_t updates = 0;
  std::set<std::string> files;  // that the media folder holds
  std::set<std::string> named;  // by a report or an update
};

class AnyBytes : public WildClient {
 protected:
  AnyBytes() {
    const auto posted = council_.post(pothole + "&api_key=demo-key");
    const std::string id = element(posted.body, "service_request_id");
    council_.deliver("highways");
    const std::string said = text_part("api_key", "demo-key") + text_part("status", "OPEN") +
                             text_part("description", "It grows\n") + text_part("first_name", "Ana") +
                             text_part("attribute[depth]", "30");
    const std::string saying =
        "api_key=demo-key&status=OPEN&description=It+grows&first_name=Ana&attribute%5Bdepth%5D=30";
    places_ = {{"requests", report_parts(), pothole + "&api_key=demo-key"},
               {"servicerequestupdates", text_part("service_request_id", id) + said,
                "service_request_id=" + id + "&" + saying},
               {"requests/" + id, said, saying}};
  }

  Stored stored() {
    Stored found;
    const auto name_files = [&](const std::vector<open311::Attachment>& files) {
      for (const auto& file : files) found.named.insert(file.digest);
    };
    for (const char* const backend : {"highways", "waste"}) {
      const auto due =
          council_.store->due("springfield.example/" + std::string(backend), council_.clock.now(), 100'000).value();
      for (const auto& delivery : due) {
        if (delivery.kind != store::DeliveryKind::create) continue;
        ++found.reports;
        name_files(council_.store->report(delivery.request).value().attachments);
      }
    }
    store::UpdateQuery query;
    query.jurisdiction = "springfield.example";
    query.limit = 100'000;
    const auto updates = council_.store->updates(query).value();
    for (const auto& update : updates) {
      ++found.updates;
      name_files(update.attachments);
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(council_.folder.path() / "media"))
      if (entry.is_regular_file()) found.files.insert(entry.path().filename().string());
    return found;
  }

  int post(const Place& place, const std::string& body, const std::string& type, std::size_t told) {
    Client client(council_.port());
    client.send("POST /open311/v2/" + place.path + (roll(2) == 0 ? ".xml" : ".json") +
                " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: " + type +
                "\r\nContent-Length: " + std::to_string(told) + "\r\n\r\n" + body);
    client.end();
    return client.receive().value_or(Received{}).status;
  }
  int post(const Place& place, const std::string& body, const std::string& type) {
    return post(place, body, type, body.size());
  }

  // `send` sends the nth case to a place, and answers the status. Each must be refused, or taken where `may_pass` and
  // then stored.
  void run(int cases, bool may_pass, const std::function<int(const Place&, int)>& send) {
    for (const Place& place : places_) run_at(place, cases, may_pass, send);
    EXPECT_EQ(council_.get("services.xml").status, 200);
  }
  void run_at(const Place& place, int cases, bool may_pass, const std::function<int(const Place&, int)>& send) {
    const Stored before = stored();
    std::size_t taken = 0, unfound = 0;
    for (int i = 0; i < cases; ++i) {
      const int status = send(place, i);
      if (may_pass && status == 200) {
        ++taken;
        continue;
      }
      if (status == 404) ++unfound;
      ASSERT_TRUE(status >= 400 && status < 500)
          << "case " << i << " of seed " << seed_ << " to " << place.path << " got " << status;
    }
    const Stored after = stored();
    const bool is_report = place.path == "requests";
    EXPECT_EQ(after.reports - before.reports, is_report ? taken : 0) << place.path << ", seed " << seed_;
    EXPECT_EQ(after.updates - before.updates, is_report ? 0 : taken) << place.path << ", seed " << seed_;
    expect_files(after, before, is_report ? 0 : unfound);
  }
  // Every file that is named is there, and no other. (Whether there is a request of that name is asked once the files
  // of its update are kept.)
  void expect_files(const Stored& after, const Stored& before, std::size_t unfound) const {
    for (const auto& file : after.named) EXPECT_EQ(after.files.count(file), 1U) << file << ", seed " << seed_;
    std::size_t others = 0;
    for (const auto& file : after.files) others += after.named.count(file) + before.files.count(file) == 0 ? 1 : 0;
    EXPECT_LE(others, unfound) << "seed " << seed_;
  }

  std::vector<Place> places_;
};

const std::string multipart = "multipart/form-data; boundary=xYzZY";
const std::string urlencoded = "application/x-www-form-urlencoded";
const std::string jpeg = "\xFF\xD8\xFF" + std::string(300, 'p');

std::string whole(const Place& place) { return place.parts + file_part("photo1", "a.jpg", jpeg) + last_part; }

// So that what is refused below is refused for its garbage.
TEST_F(AnyBytes, WithoutAny_FormsAreTaken) {
  run(2, true, [&](const Place& place, int i) {
    const int status = i == 0 ? post(place, whole(place), multipart) : post(place, place.form, urlencoded);
    EXPECT_EQ(status, 200) << place.path;
    return status;
  });
}

TEST_F(AnyBytes, MultipartThatIsCutOffAnywhere_IsRefused) {
  run(400, false, [&](const Place& place, int) {
    const std::string body = whole(place);
    return post(place, body.substr(0, roll(body.size() - last_part.size())), multipart);
  });
}

TEST_F(AnyBytes, MultipartWithRandomMistakes_IsRefusedOrTakenWhole) {
  const std::vector<std::string> pieces{"--xYzZY\r\n",
                                        "--xYzZY--\r\n",
                                        "\r\n\r\n",
                                        "\r",
                                        "\n",
                                        std::string(3, '\0'),
                                        "--xYzZY",
                                        "Content-Disposition: form-data; name=\"",
                                        "\"; filename=\"",
                                        "\xC3\x28",
                                        "\xED\xA0\x80",
                                        "\xF5\x80\x80\x80",
                                        "Content-Type: multipart/mixed; boundary=xYzZY\r\n",
                                        "X-Long: " + std::string(20'000, 'h') + "\r\n"};
  run(250, true, [&](const Place& place, int) {
    std::string body = whole(place);
    for (std::size_t i = roll(4) + 1; i > 0; --i) {
      const std::size_t at = roll(body.size());
      switch (roll(4)) {
        case 0:
          body.insert(at, one_of(pieces));
          break;
        case 1:
          body.erase(at, roll(60) + 1);
          break;
        case 2:
          body[at] = static_cast<char>(roll(256));
          break;
        default:
          body.insert(at, bytes(40));
      }
      if (body.empty()) body = "x";
    }
    return post(place, body, multipart);
  });
}

TEST_F(AnyBytes, MultipartOfNothingButBytes_IsRefused) {
  run(500, false, [&](const Place& place, int) { return post(place, bytes(3000), multipart); });
  run(100, false, [&](const Place& place, int) {
    return post(place, "--xYzZY\r\n" + bytes(500) + "\r\n\r\n" + bytes(500) + "\r\n" + last_part, multipart);
  });
}

TEST_F(AnyBytes, PartsBeyondAllBounds_AreRefused) {
  const auto nested =
      "--xYzZY\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n"
      "--in\r\n\r\n--xYzZY\r\n\r\n--in--\r\n" +
      last_part;
  std::string many, files;
  for (int i = 0; i < 2001; ++i) many += text_part("a" + std::to_string(i), "");
  for (int i = 0; i < 11; ++i) files += file_part("f" + std::to_string(i), "a.jpg", jpeg);
  const std::string long_head = "--xYzZY\r\nX: " + std::string(40'000, 'h') + "\r\n";
  const std::vector<std::string> all{nested, many + last_part, files + last_part,
                                     long_head + text_part("a", "b").substr(9) + last_part,
                                     file_part("photo1", "a.jpg", std::string(2000, '\0')) + last_part};
  run(static_cast<int>(all.size()), false, [&](const Place& place, int i) {
    return post(place, place.parts + all[static_cast<std::size_t>(i)], multipart);
  });
}

TEST_F(AnyBytes, TextThatIsNotUtf8_IsRefusedInEachField) {
  const std::vector<std::string> names{
      "description", "address_string", "first_name",       "last_name",        "phone", "email", "account_id",
      "device_id",   "media_url",      "attribute[depth]", "attribute[other]", "other"};
  const std::vector<std::string> broken{"\xFF",    "\xC3\x28", "\xE2\x82", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80",
                                        "\xC0\xAF"};
  run(400, false, [&](const Place& place, int i) {
    const std::string& name = names[static_cast<std::size_t>(i) % names.size()];
    const std::string value = "text " + one_of(broken) + " text";
    if (roll(2) == 0) return post(place, place.parts + text_part(name, value) + last_part, multipart);
    return post(place, place.form + "&" + name + "=" + value, urlencoded);
  });
}

TEST_F(AnyBytes, ContentLengthThatIsNotSo_IsRefused) {
  run(200, false, [&](const Place& place, int) {
    const std::string body = whole(place);
    return post(place, body, multipart, body.size() + 1 + roll(5000));
  });
  run(200, false, [&](const Place& place, int) {
    const std::string body = whole(place);
    return post(place, body, multipart, roll(body.size() - last_part.size()));
  });
}

TEST_F(AnyBytes, FormWithRandomMistakes_IsRefusedOrTakenWhole) {
  const std::vector<std::string> pieces{"%",   "%0", "%zz",        "&", "=",    "&&&",      "%00",
                                        "%FF", "+",  "attribute[", "]", "lat=", "\xC3\x28", "&lat=1e400"};
  run(500, true, [&](const Place& place, int) {
    std::string body = place.form;
    for (std::size_t i = roll(4) + 1; i > 0; --i) {
      const std::size_t at = roll(body.size());
      if (roll(2) == 0)
        body.insert(at, one_of(pieces));
      else
        body[at] = static_cast<char>(roll(256));
    }
    return post(place, body, urlencoded);
  });
  run(500, false, [&](const Place& place, int) { return post(place, bytes(2000), urlencoded); });
}

}  // namespace
}  // namespace r311::http
