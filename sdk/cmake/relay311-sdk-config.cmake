# SPDX-License-Identifier: Apache-2.0
# find_package(relay311-sdk CONFIG REQUIRED): relay311::abi (C11 headers), relay311::sdk (C++17 wrapper) and
# relay311_add_plugin.
include(${CMAKE_CURRENT_LIST_DIR}/relay311-sdk-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/relay311-add-plugin.cmake)
