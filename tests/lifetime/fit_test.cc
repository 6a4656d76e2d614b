#include <gtest/gtest.h>
#include "patron/lifetime.h"
TEST(X, Y) {}
