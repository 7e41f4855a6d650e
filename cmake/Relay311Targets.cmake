# SPDX-License-Identifier: Apache-2.0
# What all our targets share: warnings as errors, sanitizers, ccache; and one function a kind of target.

# GCC 12 sees overlaps in std::string's operator+ and unset members in temporaries that are not there: these two are off.
add_library(relay311_warnings INTERFACE)
target_compile_options(relay311_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Werror
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>")
add_library(relay311_c_warnings INTERFACE)
target_compile_options(relay311_c_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)

if(RELAY311_SANITIZE)
  add_compile_options(-fsanitize=${RELAY311_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RELAY311_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# relay311_layer(NAME [LINKS ...] [PRIVATE_LINKS ...]): the static library relay311_NAME of all sources below this folder.
# LINKS are the layers that it may include; scripts/check_layers holds the includes to them. PRIVATE_LINKS are libraries
# that only its own sources use.
function(relay311_layer name)
  cmake_parse_arguments(ARG "" "" "LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(relay311_${name} STATIC ${sources})
  target_link_libraries(relay311_${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS} relay311_warnings)
  target_include_directories(relay311_${name} PUBLIC ${CMAKE_SOURCE_DIR}/core)
endfunction()

configure_file(${CMAKE_CURRENT_LIST_DIR}/places.h.in ${CMAKE_BINARY_DIR}/places/places.h @ONLY)

# relay311_tests(NAME [LINKS ...] [DEPENDS ...] [TIMEOUT SECONDS] [TOGETHER PATTERN]): one GoogleTest program, NAME_test,
# of all sources below this folder. DEPENDS are targets that must be built before it runs (plugins, the gateway's
# executable). TIMEOUT is for each test (120). TOGETHER is the pattern of those tests that share what is dear to start
# (a database server): they run in one process.
function(relay311_tests name)
  cmake_parse_arguments(ARG "" "TIMEOUT;TOGETHER" "LINKS;DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name}_test ${sources})
  target_link_libraries(${name}_test PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest GTest::gtest_main relay311_warnings)
  target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests ${CMAKE_SOURCE_DIR}/core
    ${CMAKE_BINARY_DIR}/places)
  if(ARG_DEPENDS)
    add_dependencies(${name}_test ${ARG_DEPENDS})
  endif()
  if(ARG_TOGETHER)
    add_test(NAME ${name}.together COMMAND ${name}_test --gtest_filter=${ARG_TOGETHER})
    set_tests_properties(${name}.together PROPERTIES TIMEOUT ${ARG_TIMEOUT})
    set(apart TEST_FILTER "-${ARG_TOGETHER}")
  endif()
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}." ${apart} DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()
