# SPDX-License-Identifier: Apache-2.0
# What an operator does: installs the gateway below a prefix, where it finds its own adapters. Arguments: BINARY, OUT,
# CITY (a configuration that needs the sql adapter).
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${OUT})
run(${CMAKE_COMMAND} --install ${BINARY} --prefix ${OUT})
run(${OUT}/bin/relay311 check --config ${CITY})
file(STRINGS ${OUT}/lib/systemd/system/relay311.service start REGEX "^ExecStart=/usr/local/bin/relay311 serve ")
if(NOT start)
  message(FATAL_ERROR "relay311.service does not start the installed program")
endif()
