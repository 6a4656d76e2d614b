# What `cmake --install` puts where, and how others find it again:
# find_package(patron) gives patron::patron (the C interface, no dependencies)
# and patron::core (the C++ one); pkg-config calls them patron and patron-core.

include(CMakePackageConfigHelpers)

set(PATRON_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/patron)

# Two export sets, so that a project in C need not have what C++ needs.
install(TARGETS patron EXPORT patronTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS patron_core EXPORT patronCoreTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
set_target_properties(patron_core PROPERTIES EXPORT_NAME core)

install(DIRECTORY include/patron capi/include/patron
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "*.proto")

foreach(set IN ITEMS patronTargets patronCoreTargets)
  install(EXPORT ${set} NAMESPACE patron:: DESTINATION ${PATRON_CMAKE_DIR})
endforeach()

configure_package_config_file(
  cmake/patronConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/patronConfig.cmake
  INSTALL_DESTINATION ${PATRON_CMAKE_DIR}
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the C++ interface.
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/patronConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/patronConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/patronConfigVersion.cmake
  DESTINATION ${PATRON_CMAKE_DIR})

# The prefix is relative to the file itself: the tree may be moved.
file(RELATIVE_PATH PATRON_PC_PREFIX
  /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
foreach(interface IN ITEMS patron patron-core)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${interface}.pc)
  configure_file(cmake/${interface}.pc.in ${file} @ONLY)
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
