// SPDX-License-Identifier: Apache-2.0
// The hot paths of every answer: rendering a page of requests, and reading a report that was posted.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "open311/parameters.h"
#include "open311/read_report.h"
#include "open311/render.h"

namespace r311::open311 {
namespace {

std::vector<ServiceRequest> page(const std::string& description) {
  std::vector<ServiceRequest> requests(100);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ServiceRequest& request = requests[i];
    request.id = "0A1B2C3D4E" + std::to_string(1000 + i);
    request.status = i % 3 == 0 ? Status::fixed : Status::open;
    request.service_name = "Pothole";
    request.service_code = "POT";
    request.description = description;
    request.agency_responsible = "Department of Streets";
    request.requested = Time{Milliseconds{1772366400000 + static_cast<std::int64_t>(i) * 3'600'000}};
    request.updated = request.requested + std::chrono::hours{30};
    request.address = "1200 Elm Street, Springfield";
    request.position = Position{39.781721 + static_cast<double>(i) / 1000, -89.650148};
    request.media_url = "https://media.example/photos/123456.0.full.jpeg";
  }
  return requests;
}

const std::string ascii =
    "title: Pothole in the right-hand lane\n\ndetail: It's \"deep\" & getting deeper with each rain; two cars were "
    "damaged.\n\nurl: https://fixmystreet.example/report/123456\n\nSubmitted via FixMyStreet\n";
const std::string arabic = [] {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xD8\xAD\xD9\x81 ";
  return text;
}();

void render(benchmark::State& state, Format format, const std::string& description) {
  const auto requests = page(description);
  const Zone chicago = Zone::find("America/Chicago").value();
  std::size_t size = 0;
  for (auto _ : state) {
    const std::string document = render_requests(format, requests, {&chicago});
    benchmark::DoNotOptimize(document.data());
    size = document.size();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
}

void read(benchmark::State& state) {
  Service service;
  service.code = "POT";
  service.attributes.resize(2);
  service.attributes[0].code = "depth";
  service.attributes[0].datatype = Datatype::number;
  service.attributes[1].code = "size";
  service.attributes[1].datatype = Datatype::singlevaluelist;
  service.attributes[1].values = {{"s", "Small"}, {"l", "Large"}};
  const std::string body =
      "service_code=POT&api_key=demo-key&lat=39.781721&long=-89.650148&first_name=Ana&last_name=Maria&"
      "email=ana%40example.org&attribute%5Bdepth%5D=12&attribute%5Bsize%5D=s&attribute%5Bfixmystreet_id%5D=42&"
      "description=title%3A+Pothole%0D%0A%0D%0Adetail%3A+It%27s+deep%0D%0A%0D%0Aurl%3A+https%3A%2F%2Fexample.org%0D%0A";
  for (auto _ : state) {
    Parameters sent;
    read_form(body, sent);
    const ReadReport report = read_report(sent, service, Zone::utc());
    if (!report.faults.empty()) state.SkipWithError("the report is not valid");
    benchmark::DoNotOptimize(report.report.description.data());
  }
}

BENCHMARK_CAPTURE(render, requests_100_xml, Format::xml, ascii)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render, requests_100_json, Format::json, ascii)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render, requests_100_xml_arabic, Format::xml, arabic)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render, requests_100_json_arabic, Format::json, arabic)->Unit(benchmark::kMicrosecond);
BENCHMARK(read)->Name("read/report")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace r311::open311

BENCHMARK_MAIN();
