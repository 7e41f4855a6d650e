// SPDX-License-Identifier: Apache-2.0
#include "gateway/public_files.h"

#include <gtest/gtest.h>

#include "city.h"

namespace r311::gateway {
namespace {

TEST(PublicFiles, WhatTheBackEndAloneHas_IsNotThere) {
  City city;
  const std::string photo(64, 'a'), sheet(64, 'b');
  std::promise<bool> answered;
  city.intake->post(
      city.jurisdiction,
      form({{"service_code", "POT"}, {"lat", "1"}, {"long", "1"}, {"description", "x"}, {"attribute[depth]", "12"}}),
      {"key",
       "TRACE",
       "",
       {{photo, "a.jpg", "image/jpeg", 1}, {sheet, "costs.xlsx", std::string(open311::other_file), 1}}},
      [&](const Intake::Posted& posted) { answered.set_value(posted.has_value()); });
  ASSERT_TRUE(answered.get_future().get());
  const PublicFiles files(*city.store);
  EXPECT_TRUE(files.find(photo, {}).value());
  EXPECT_FALSE(files.find(sheet, {}).value());
}

}  // namespace
}  // namespace r311::gateway
