# SPDX-License-Identifier: Apache-2.0
# What a vendor does: installs the SDK into a prefix of its own, without configuring the gateway, then builds adapters
# against that prefix alone, each with the compiler that is named for it. Arguments: SOURCE, BINARY (the gateway's), OUT, GENERATOR.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

function(build name folder)
  run(${CMAKE_COMMAND} -S ${folder} -B ${OUT}/${name} -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${OUT}/prefix
      -DCMAKE_LIBRARY_OUTPUT_DIRECTORY=${OUT}/plugins ${ARGN})
  run(${CMAKE_COMMAND} --build ${OUT}/${name})
endfunction()

file(REMOVE_RECURSE ${OUT}/prefix ${OUT}/gateways ${OUT}/plugins)
run(${CMAKE_COMMAND} -S ${SOURCE}/sdk -B ${OUT}/sdk -G ${GENERATOR})
run(${CMAKE_COMMAND} --install ${OUT}/sdk --prefix ${OUT}/prefix)

# The gateway's build gives the same package.
run(${CMAKE_COMMAND} --install ${BINARY} --component sdk --prefix ${OUT}/gateways)
foreach(prefix prefix gateways)
  file(GLOB_RECURSE ${prefix}_files RELATIVE ${OUT}/${prefix} ${OUT}/${prefix}/*)
endforeach()
if(NOT prefix_files OR NOT prefix_files STREQUAL gateways_files)
  message(FATAL_ERROR "The SDK alone installs\n${prefix_files}\nand the gateway's build\n${gateways_files}")
endif()

build(hello-cpp ${SOURCE}/examples/plugins/hello-cpp -DCMAKE_CXX_COMPILER=clang++)
build(hello-c ${SOURCE}/examples/plugins/hello-c -DCMAKE_C_COMPILER=gcc)
build(my-adapter ${OUT}/prefix/share/relay311-sdk/template -DCMAKE_CXX_COMPILER=g++)
