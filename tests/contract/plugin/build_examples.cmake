# SPDX-License-Identifier: Apache-2.0
# What a vendor does: installs the SDK into a prefix of its own, then builds adapters against that prefix alone, each
# with the compiler that is named for it. Arguments: SOURCE, BINARY (the gateway's), OUT, GENERATOR.
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

file(REMOVE_RECURSE ${OUT}/prefix ${OUT}/plugins)
run(${CMAKE_COMMAND} --install ${BINARY} --component sdk --prefix ${OUT}/prefix)
build(hello-cpp ${SOURCE}/examples/plugins/hello-cpp -DCMAKE_CXX_COMPILER=clang++)
build(hello-c ${SOURCE}/examples/plugins/hello-c -DCMAKE_C_COMPILER=gcc)
build(my-adapter ${OUT}/prefix/share/relay311-sdk/template -DCMAKE_CXX_COMPILER=g++)
