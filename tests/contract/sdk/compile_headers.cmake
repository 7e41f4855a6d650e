# SPDX-License-Identifier: Apache-2.0
# Arguments: COMPILER, LANGUAGE (c, c++), STANDARD, INCLUDE.
file(GLOB_RECURSE headers RELATIVE ${INCLUDE} ${INCLUDE}/*.h)
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(LANGUAGE STREQUAL "c++")
  file(GLOB_RECURSE wrapper RELATIVE ${INCLUDE} ${INCLUDE}/*.hpp)
  list(APPEND headers ${wrapper})
  list(APPEND warnings -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual)
endif()
list(LENGTH headers count)
if(count EQUAL 0)
  message(FATAL_ERROR "no header below ${INCLUDE}")
endif()
foreach(header ${headers})
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "#include <${header}>"
    COMMAND ${COMPILER} -x ${LANGUAGE} -std=${STANDARD} ${warnings} -fsyntax-only -I${INCLUDE} -
    RESULTS_VARIABLE results ERROR_VARIABLE output)
  if(NOT results STREQUAL "0;0")
    message(SEND_ERROR "${header} does not compile alone:\n${output}")
  endif()
endforeach()
