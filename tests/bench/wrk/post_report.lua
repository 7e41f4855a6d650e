-- SPDX-License-Identifier: Apache-2.0
-- For wrk: files reports as FixMyStreet does, no two alike.
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

local count = 0
function init()
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
  count = count + 1
  local number = thread_number * 100000000 + count
  return wrk.format(nil, nil, nil, table.concat({
    "service_code=POT&first_name=Bench&last_name=Runner&email=bench%40example.org&attribute%5Bdepth%5D=", count % 40 + 1,
    "&attribute%5Bfixmystreet_id%5D=", number, "&attribute%5Bplace_in_road%5D=lane",
    "&lat=", string.format("%.6f", 39.7 + count % 1000 / 10000), "&long=", string.format("%.6f", -89.7 + count % 997 / 10000),
    "&description=Pothole+", number, "%0D%0A%0D%0AIt+gets+wider+every+week+%26+two+cyclists+went+round+it+into+the+traffic.%0D%0A",
    "%0D%0Ahttps%3A%2F%2Ffixmystreet.springfield.example%2Freport%2F", number, "%0D%0A",
    "&jurisdiction_id=springfield.example&api_key=demo-key"}))
end

dofile(debug.getinfo(1, "S").source:match("^@(.*)post_report.lua$") .. "report.lua")
