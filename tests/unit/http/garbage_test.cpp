// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "multipart.h"

// What no client means to send, by the thousand and over real connections: it is refused with 4xx, and nothing of it is
// stored. RELAY311_SEED=N in the environment makes other cases than the usual ones.
namespace r311::http {
namespace {

class AnyBytes : public testing::Test {
 protected:
  AnyBytes() : seed_(seed()), dice_(seed_) {}

  static unsigned seed() {
    const char* const given = std::getenv("RELAY311_SEED");
    return given == nullptr ? 311U : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  }
  std::size_t roll(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice_); }
  std::string bytes(std::size_t most) {
    std::string made(roll(most) + 1, '\0');
    for (char& byte : made) byte = static_cast<char>(roll(256));
    return made;
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[roll(all.size())];
  }

  // How many reports were taken.
  std::int64_t stored() {
    std::size_t all = 0;
    for (const char* const backend : {"highways", "waste"})
      all += council_.store->due("springfield.example/" + std::string(backend), council_.clock.now(), 100'000)
                 .value()
                 .size();
    return static_cast<std::int64_t>(all);
  }

  int post(const std::string& body, const std::string& type, std::size_t told) {
    Client client(council_.port());
    client.send("POST /open311/v2/requests." + std::string(roll(2) == 0 ? "xml" : "json") +
                " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: " + type +
                "\r\nContent-Length: " + std::to_string(told) + "\r\n\r\n" + body);
    client.end();
    return client.receive().value_or(Received{}).status;
  }
  int post(const std::string& body, const std::string& type) { return post(body, type, body.size()); }

  // `send` sends the nth case, and answers the status. Each must be refused, or taken where `may_pass` and then stored.
  void run(int cases, bool may_pass, const std::function<int(int)>& send) {
    const std::int64_t before = stored();
    std::int64_t taken = 0;
    for (int i = 0; i < cases; ++i) {
      const int status = send(i);
      if (may_pass && status == 200) {
        ++taken;
        continue;
      }
      ASSERT_TRUE(status >= 400 && status < 500) << "case " << i << " of seed " << seed_ << " got " << status;
    }
    EXPECT_EQ(stored() - before, taken) << "seed " << seed_;
    EXPECT_EQ(council_.get("services.xml").status, 200);
  }

  const unsigned seed_;
  std::mt19937 dice_;
  Council council_;
};

const std::string multipart = "multipart/form-data; boundary=xYzZY";
const std::string urlencoded = "application/x-www-form-urlencoded";
const std::string jpeg = "\xFF\xD8\xFF" + std::string(300, 'p');

std::string whole() { return report_parts() + file_part("photo1", "a.jpg", jpeg) + last_part; }

TEST_F(AnyBytes, MultipartThatIsCutOffAnywhere_IsRefused) {
  const std::string body = whole();
  const std::size_t last = body.size() - last_part.size();
  run(400, false, [&](int) { return post(body.substr(0, roll(last)), multipart); });
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
  run(800, true, [&](int) {
    std::string body = whole();
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
    return post(body, multipart);
  });
}

TEST_F(AnyBytes, MultipartOfNothingButBytes_IsRefused) {
  run(500, false, [&](int) { return post(bytes(3000), multipart); });
  run(100, false,
      [&](int) { return post("--xYzZY\r\n" + bytes(500) + "\r\n\r\n" + bytes(500) + "\r\n" + last_part, multipart); });
}

TEST_F(AnyBytes, PartsBeyondAllBounds_AreRefused) {
  const auto nested =
      "--xYzZY\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n"
      "--in\r\n\r\n--xYzZY\r\n\r\n--in--\r\n" +
      last_part;
  std::string many = report_parts();
  for (int i = 0; i < 2001; ++i) many += text_part("a" + std::to_string(i), "");
  std::string files = report_parts();
  for (int i = 0; i < 11; ++i) files += file_part("f" + std::to_string(i), "a.jpg", jpeg);
  const std::vector<std::string> all{
      report_parts() + nested, many + last_part, files + last_part,
      report_parts() + "--xYzZY\r\nX: " + std::string(40'000, 'h') + "\r\n" + text_part("a", "b").substr(9) + last_part,
      report_parts() + file_part("photo1", "a.jpg", std::string(2000, '\0')) + last_part};
  run(static_cast<int>(all.size()), false, [&](int i) { return post(all[static_cast<std::size_t>(i)], multipart); });
}

TEST_F(AnyBytes, TextThatIsNotUtf8_IsRefusedInEachField) {
  const std::vector<std::string> names{
      "description", "address_string", "first_name",       "last_name",        "phone", "email", "account_id",
      "device_id",   "media_url",      "attribute[depth]", "attribute[other]", "other"};
  const std::vector<std::string> broken{"\xFF",    "\xC3\x28", "\xE2\x82", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80",
                                        "\xC0\xAF"};
  run(400, false, [&](int i) {
    const std::string& name = names[static_cast<std::size_t>(i) % names.size()];
    const std::string value = "text " + one_of(broken) + " text";
    if (roll(2) == 0) return post(report_parts() + text_part(name, value) + last_part, multipart);
    return post(pothole + "&api_key=demo-key&" + name + "=" + value, urlencoded);
  });
}

TEST_F(AnyBytes, ContentLengthThatIsNotSo_IsRefused) {
  const std::string body = whole();
  run(200, false, [&](int) { return post(body, multipart, body.size() + 1 + roll(5000)); });
  run(200, false, [&](int) { return post(body, multipart, roll(body.size() - last_part.size())); });
}

TEST_F(AnyBytes, FormWithRandomMistakes_IsRefusedOrTakenWhole) {
  const std::vector<std::string> pieces{"%",   "%0", "%zz",        "&", "=",    "&&&",      "%00",
                                        "%FF", "+",  "attribute[", "]", "lat=", "\xC3\x28", "&lat=1e400"};
  run(1000, true, [&](int) {
    std::string body = pothole + "&api_key=demo-key";
    for (std::size_t i = roll(4) + 1; i > 0; --i) {
      const std::size_t at = roll(body.size());
      if (roll(2) == 0)
        body.insert(at, one_of(pieces));
      else
        body[at] = static_cast<char>(roll(256));
    }
    return post(body, urlencoded);
  });
  run(500, false, [&](int) { return post(bytes(2000), urlencoded); });
}

TEST_F(AnyBytes, InPathAndQuery_IsRefusedOrFindsNothing) {
  const std::vector<std::string> paths{"requests",  "requests/", "services/", "tokens/", "servicerequestupdates",
                                       "discovery", ""};
  const auto escaped = [&](const std::string& raw) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const char c : raw)
      text += {'%', digits[static_cast<unsigned char>(c) >> 4U], digits[static_cast<unsigned char>(c) & 15U]};
    return text;
  };
  for (int i = 0; i < 1500; ++i) {
    std::string target = "/open311/v2/" + one_of(paths) + (roll(2) == 0 ? escaped(bytes(30)) : std::string());
    target += roll(3) == 0 ? "" : ".xml";
    for (std::size_t more = roll(4); more > 0; --more)
      target += (target.find('?') == target.npos ? "?" : "&") + (roll(2) == 0 ? escaped(bytes(10)) : "page") + "=" +
                escaped(bytes(20));
    const int status = status_for(council_.port(), get(target));
    ASSERT_TRUE(status == 200 || (status >= 400 && status < 500))
        << "seed " << seed_ << ": " << target << " got " << status;
  }
  EXPECT_EQ(stored(), 0);
}

}  // namespace
}  // namespace r311::http
