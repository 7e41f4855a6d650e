# SPDX-License-Identifier: Apache-2.0

# relay311_add_plugin(NAME SOURCE...): the plugin of the adapter NAME, as target relay311-NAME and file
# relay311-NAME.so. It links relay311::sdk if a source is C++, else relay311::abi. Nothing but r311_plugin_entry is
# visible in it, so that it shares no symbol with the gateway or with another plugin.
function(relay311_add_plugin name)
  if(NOT name MATCHES "^[a-z0-9_-]+$")
    message(FATAL_ERROR "relay311_add_plugin: the name '${name}' is not of the form [a-z0-9_-]+")
  endif()
  set(target relay311-${name})
  add_library(${target} MODULE ${ARGN})
  if("${ARGN}" MATCHES "\\.(cpp|cc|cxx)(;|$)")
    target_link_libraries(${target} PRIVATE relay311::sdk)
  else()
    target_link_libraries(${target} PRIVATE relay311::abi)
  endif()
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/relay311-plugin.map)
  set_target_properties(${target} PROPERTIES
    PREFIX "" SUFFIX ".so" OUTPUT_NAME relay311-${name}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${map})
  target_link_options(${target} PRIVATE "LINKER:--version-script=${map}")
  if(NOT RELAY311_SANITIZE)  # a sanitizer's symbols come from the program that loads the plugin
    target_link_options(${target} PRIVATE "LINKER:-z,defs")
  endif()
endfunction()
