# Compiler settings that every target of ours shares.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)

if(PROJECT_IS_TOP_LEVEL)
  find_program(PATRON_CCACHE ccache)
  if(PATRON_CCACHE)
    # The sloppiness is what ccache asks for to serve precompiled headers; the
    # base makes a clone in another folder find what this one has compiled.
    set(PATRON_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${PATRON_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${PATRON_LAUNCHER})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${PATRON_LAUNCHER})
  endif()
  find_program(PATRON_LLD ld.lld)
  if(PATRON_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
  if(PATRON_SANITIZE)
    add_compile_options(-fsanitize=${PATRON_SANITIZE} -fno-sanitize-recover=all
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PATRON_SANITIZE})
  endif()
  if(PATRON_COVERAGE)
    add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
    add_link_options(-fprofile-instr-generate)
  endif()
endif()

# Warnings are of our own code, and errors in the presets: who builds it with
# another compiler is not stopped by what that one adds.
function(patron_target target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wconversion -Wshadow
    # Designated initialisers leave the rest at its default on purpose.
    -Wno-missing-field-initializers
    $<$<BOOL:${PATRON_WARNINGS_ARE_ERRORS}>:-Werror>
    # g++ 12 sees overlapping copies inside std::string where there are none.
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
    # And sizes below zero, at -O3.
    "$<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<CONFIG:Release>>:-Wno-stringop-overflow;-Wno-array-bounds>"
    # No machine's paths in what is built.
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
    # The same on every compiler and optimisation level.
    -ffp-contract=off -fno-fast-math)
endfunction()

# Half of what compiling a source takes is reading the standard library. What
# embeds Patron decides about precompiled headers for itself.
function(patron_precompile target)
  if(PROJECT_IS_TOP_LEVEL)
    target_precompile_headers(${target} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:${PROJECT_SOURCE_DIR}/cmake/pch.h>)
  endif()
endfunction()
