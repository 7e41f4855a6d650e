// SPDX-License-Identifier: Apache-2.0
// Disks that take no more, and directories that take nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "faults/process/faulty_city.h"
#include "faults/process/reporters.h"

namespace r311::test {
namespace {

// Files of a process of ours may not grow from now on: what a full disk looks like where no disk can be made.
void let_files_grow(pid_t pid, bool allowed) {
  rlimit limit{};
  if (::prlimit(pid, RLIMIT_FSIZE, nullptr, &limit) != 0) throw std::runtime_error("no limit to be read");
  limit.rlim_cur = allowed ? limit.rlim_max : 4096;
  if (::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr) != 0) throw std::runtime_error("no limit to be set");
}

// A small file system of its own on a directory, where the test may mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& directory) : directory_(directory) {
    mounted_ = ::mount("relay311-test", directory.c_str(), "tmpfs", 0, "size=2m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(directory_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

  void fill() const {
    std::ofstream filler(directory_ / "filler", std::ios::binary);
    const std::string page(4096, 'x');
    while (filler.write(page.data(), static_cast<std::streamsize>(page.size())).flush()) {
    }
  }
  void empty() const { std::filesystem::remove(directory_ / "filler"); }

 private:
  std::filesystem::path directory_;
  bool mounted_ = false;
};

bool refused_early(int port, const std::string& text) {
  try {
    report(port, "calm", text);
    return false;
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), ::testing::StartsWith("503 ")) << "a full disk is no fault of the client";
    return true;
  }
}

// Lines get into the log a moment after what they tell.
bool logs(const GatewayProcess& gateway, const std::string& text) {
  return eventually([&] { return gateway.log().find(text) != std::string::npos; });
}

TEST(FullDisk, RefusesReportsAnswersReads_AndTakesReportsAgainOnceThereIsSpace) {
  const FaultyCity city({{"calm", true, ""}});
  const SmallDisk disk(city.data());
  GatewayProcess gateway(city.config(), city.data());
  std::vector<Promise> promises{report(gateway.port(), "calm", "before")};
  const auto reached = [&] { return city.work_orders("calm").size() == promises.size(); };
  EXPECT_TRUE(eventually(reached));

  for (int time = 0; time < 2; ++time) {
    disk.mounted() ? disk.fill() : let_files_grow(gateway.pid(), false);
    bool refused = false;
    for (int i = 0; i < 2000 && !refused; ++i) {  // what the store had room for already, it may still take
      const auto text = "full-" + std::to_string(time) + "-" + std::to_string(i);
      refused = refused_early(gateway.port(), text);
      if (!refused) promises.push_back({"calm", "", text});
    }
    EXPECT_TRUE(refused);
    EXPECT_EQ(http_get(gateway.port(), "/open311/v2/services.json?jurisdiction_id=calm.example").status, 200);
    EXPECT_EQ(
        http_get(gateway.port(), "/open311/v2/requests/" + promises.front().id + ".json?jurisdiction_id=calm.example")
            .status,
        200);
    disk.mounted() ? disk.empty() : let_files_grow(gateway.pid(), true);
    EXPECT_TRUE(eventually([&] {
      try {
        promises.push_back(report(gateway.port(), "calm", "after-" + std::to_string(time)));
        return true;
      } catch (const std::runtime_error&) {
        return false;
      }
    }));
  }
  EXPECT_TRUE(eventually(reached)) << city.work_orders("calm").size() << " of " << promises.size() << "\n"
                                   << gateway.log();
  gateway.signal(SIGTERM);
  EXPECT_EQ(gateway.wait(), 0);
}

TEST(FileSizeLimit, RefusesWhatDoesNotFit_AndTheGatewayGoesOn) {
  const FaultyCity city({{"calm", true, ""}});
  GatewayProcess gateway(city.config(), city.data());
  const auto with_photo = [&] {
    return http_post_multipart(gateway.port(), "/open311/v2/requests.json",
                               {{"jurisdiction_id", "calm.example"},
                                {"service_code", "POT"},
                                {"lat", "39.8"},
                                {"long", "-89.6"},
                                {"description", "large"}},
                               {{"photo", "a.jpg", "image/jpeg", "\xFF\xD8\xFF" + std::string(3'000'000, 'x')}})
        .status;
  };
  let_files_grow(gateway.pid(), false);
  EXPECT_EQ(with_photo(), 503);
  EXPECT_EQ(http_get(gateway.port(), "/open311/v2/services.json?jurisdiction_id=calm.example").status, 200);
  let_files_grow(gateway.pid(), true);
  EXPECT_EQ(with_photo(), 200);
  gateway.signal(SIGTERM);
  EXPECT_EQ(gateway.wait(), 0);
}

TEST(StoreMovedAway, RefusesReportsAndReads_AndGoesOnOnceItIsBack) {
  const FaultyCity city({{"calm", true, ""}});
  GatewayProcess gateway(city.config(), city.data());
  const auto kept = report(gateway.port(), "calm", "before");
  const auto request = "/open311/v2/requests/" + kept.id + ".json?jurisdiction_id=calm.example";
  const auto file = city.data() / "relay311.db";
  const auto away = city.data() / "away.db";
  std::filesystem::rename(file, away);
  EXPECT_TRUE(refused_early(gateway.port(), "meanwhile"));
  EXPECT_EQ(http_get(gateway.port(), request).status, 503);
  EXPECT_TRUE(logs(gateway, "was deleted or replaced while it is in use"));
  std::filesystem::rename(away, file);
  EXPECT_EQ(http_get(gateway.port(), request).status, 200);
  report(gateway.port(), "calm", "after");
  EXPECT_TRUE(eventually([&] { return city.work_orders("calm").size() == 2; })) << gateway.log();
}

// What a slip of the hand or a broken disk does to the file that a gateway has open.
void cut_off(const std::filesystem::path& file) { std::filesystem::resize_file(file, 0); }
void halve(const std::filesystem::path& file) {
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 8192 * 4096);
}
void garble(const std::filesystem::path& file) {
  const std::string bytes(std::filesystem::file_size(file), 'x');
  std::fstream(file, std::ios::binary | std::ios::in | std::ios::out) << bytes;
}

struct Damage {
  const char* name;
  void (*inflict)(const std::filesystem::path&);
};
class DamagedStore : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedStore, IsRefusedAndTellsToRestore_AndTheBackupServesAgain) {
  const FaultyCity city({{"calm", true, ""}});
  const auto file = city.data() / "relay311.db";
  const auto backup = city.data() / "backup.db";
  Promise kept;
  {
    GatewayProcess gateway(city.config(), city.data());
    kept = report(gateway.port(), "calm", "before");
    EXPECT_TRUE(eventually([&] { return city.count("calm", "delivered") == 1; }));
    gateway.signal(SIGTERM);
    EXPECT_EQ(gateway.wait(), 0);
  }
  std::filesystem::copy_file(file, backup);
  const auto request = "/open311/v2/requests/" + kept.id + ".json?jurisdiction_id=calm.example";
  {
    GatewayProcess gateway(city.config(), city.data());
    GetParam().inflict(file);
    EXPECT_EQ(http_get(gateway.port(), request).status, 503);
    EXPECT_TRUE(refused_early(gateway.port(), "meanwhile"));
    EXPECT_EQ(http_get(gateway.port(), "/open311/v2/services.json?jurisdiction_id=calm.example").status, 200);
    EXPECT_TRUE(logs(gateway, "restore the last backup"));
    gateway.signal(SIGTERM);
    EXPECT_EQ(gateway.wait(), 0) << "the gateway outlives its store";
  }
  std::filesystem::copy_file(backup, file, std::filesystem::copy_options::overwrite_existing);
  for (const char* of : {"-wal", "-shm"}) std::filesystem::remove(file.string() + of);
  const GatewayProcess again(city.config(), city.data());
  EXPECT_EQ(http_get(again.port(), request).status, 200);
}

INSTANTIATE_TEST_SUITE_P(UnderTheGateway, DamagedStore,
                         ::testing::Values(Damage{"CutOff", cut_off}, Damage{"Halved", halve},
                                           Damage{"Garbled", garble}),
                         [](const auto& damage) { return damage.param.name; });

TEST(DamagedStoreAtAStart, EndsItWithWhatToDo) {
  for (const auto damage : {halve, garble}) {
    const FaultyCity city({{"calm", true, ""}});
    { const GatewayProcess gateway(city.config(), city.data()); }
    damage(city.data() / "relay311.db");
    std::string said;
    try {
      const GatewayProcess gateway(city.config(), city.data());
    } catch (const std::runtime_error& error) {
      said = error.what();
    }
    EXPECT_THAT(said, ::testing::HasSubstr("ended with 3 "));
    EXPECT_THAT(said, ::testing::HasSubstr((city.data() / "relay311.db").string()));
    EXPECT_THAT(said, ::testing::HasSubstr("restore the last backup"));
  }
}

// Root writes anywhere, so it must lay down that power first.
std::vector<std::string> without_root_powers() {
  if (::geteuid() != 0) return {};
  return {"setpriv", "--bounding-set", "-dac_override,-dac_read_search"};
}

using std::filesystem::perms;

void set_permissions(const std::filesystem::path& directory, perms files, perms directories) {
  std::filesystem::permissions(directory, perms::owner_all);
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::filesystem::permissions(entry, entry.is_directory() ? directories : files);
  }
  std::filesystem::permissions(directory, directories);
}

TEST(ReadOnlyStore, StopsTheStartAndNamesTheFile) {
  const FaultyCity city({{"calm", true, ""}});
  {
    GatewayProcess gateway(city.config(), city.data());
    report(gateway.port(), "calm", "before");
  }
  set_permissions(city.data(), perms::owner_read, perms::owner_read | perms::owner_exec);
  std::string said;
  try {
    const GatewayProcess gateway(city.config(), city.data(), without_root_powers());
  } catch (const std::runtime_error& error) {
    said = error.what();
  }
  set_permissions(city.data(), perms::owner_read | perms::owner_write, perms::owner_all);
  EXPECT_THAT(said, ::testing::HasSubstr("ended with 3 "));
  EXPECT_THAT(said, ::testing::HasSubstr(city.data().string()));

  const GatewayProcess again(city.config(), city.data());
  EXPECT_TRUE(eventually([&] { return city.work_orders("calm").size() == 1; })) << "nothing was harmed";
}

}  // namespace
}  // namespace r311::test
