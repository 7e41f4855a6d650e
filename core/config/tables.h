// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "config/config.h"
#include "config/fields.h"

// The tables of all structs of config.h. Each call makes one anew, with those that it holds.
namespace r311::config {

Table<Configuration> configuration_table();
Table<Server> server_table();
Table<Media> media_table();
Table<Key> key_table();
Table<Backend> backend_table();
Table<Jurisdiction> jurisdiction_table();
Table<Service> service_table();
Table<Attribute> attribute_table();
Table<ListValue> value_table();

// Checks what concerns several parts of a configuration: codes used twice, names that refer to nothing. `root` is the
// document that `configuration` was read from.
void check_whole(Reading& reading, const Node& root, const Configuration& configuration);

// What concerns one attribute: values where the datatype needs them, and none elsewhere.
void check_attribute(Reading& reading, const Node& node, const Attribute& attribute);

// What concerns all services of one jurisdiction: that there are any, and each of them once.
void check_services(Reading& reading, const Node& jurisdiction);

// Tells each scalar that stands a second time at KEY of the maps in `list`, as `what`: "the code".
void tell_repeated(Reading& reading, const Node& list, std::string_view key, std::string_view what);

}  // namespace r311::config
