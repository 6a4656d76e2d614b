// What the two units of the wrapper's test share. Plain C++11, since the
// wrapper is compiled as every standard.
//
// Threads: one.
#ifndef PATRON_TESTS_CAPI_UNITS_H_
#define PATRON_TESTS_CAPI_UNITS_H_

#include <string>

void Expect(bool holds, const char* what, int line);
#define EXPECT(condition) Expect((condition), #condition, __LINE__)

// In units_a.cc.
void TestWrapper(const std::string& yaml);
// In units_b.cc.
std::string ProgramPrint(const std::string& yaml);

#endif  // PATRON_TESTS_CAPI_UNITS_H_
