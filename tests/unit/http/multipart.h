// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "council.h"

// Multipart bodies as libwww-perl writes them.
namespace r311::http {

inline std::string text_part(const std::string& name, const std::string& value) {
  return "--xYzZY\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

inline std::string file_part(const std::string& name, const std::string& file, const std::string& bytes) {
  return "--xYzZY\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + file +
         "\"\r\nContent-Type: image/jpeg\r\n\r\n" + bytes + "\r\n";
}

inline const std::string last_part = "--xYzZY--\r\n";

// All but the files and the end of it.
inline std::string report_parts(const std::string& service = "POT") {
  return text_part("service_code", service) + text_part("lat", "41.8") + text_part("long", "-87.6") +
         text_part("description", "Täter & \"Söhne\"\n\nzweite Zeile\n") + text_part("attribute[depth]", "12") +
         text_part("last_name", "") + text_part("api_key", "demo-key");
}

inline Received post_parts(Council& council, const std::string& body,
                           const std::string& type = "multipart/form-data; boundary=xYzZY",
                           const std::string& target = "requests.xml", const std::string& headers = "") {
  Client client(council.port());
  client.send("POST /open311/v2/" + target +
              " HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nHost: a\r\n" + "Content-Length: " +
              std::to_string(body.size()) + "\r\nContent-Type: " + type + "\r\n" + headers + "\r\n" + body);
  return client.receive().value_or(Received{});
}

// What lies in its folder of uploaded files.
inline std::size_t files_kept(const Council& council) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(council.folder.path() / "media"))
    if (entry.is_regular_file()) ++count;
  return count;
}

// What clients send to `target` with a file, as `more` says.
inline Received send_photo(Council& council, const std::string& more, const std::string& bytes,
                           const std::string& target = "servicerequestupdates.xml", const std::string& headers = "") {
  const std::string photos = file_part("photo1", "a.jpg", bytes) + file_part("photo2", "again.jpg", bytes);
  return post_parts(council, more + text_part("api_key", "demo-key") + photos + last_part,
                    "multipart/form-data; boundary=xYzZY", target, headers);
}

}  // namespace r311::http
