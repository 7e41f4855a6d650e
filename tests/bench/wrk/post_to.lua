-- SPDX-License-Identifier: Apache-2.0
-- For wrk: files small reports with the jurisdiction that stands behind `--`, no two alike.
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

local count = 0
local jurisdiction
function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  jurisdiction = args[1]
end

function request()
  count = count + 1
  return wrk.format(nil, nil, nil, "service_code=POT&lat=39.8&long=-89.65&description=Pothole+" ..
    (thread_number * 100000000 + count) .. "&jurisdiction_id=" .. jurisdiction)
end

dofile(debug.getinfo(1, "S").source:match("^@(.*)post_to.lua$") .. "report.lua")
