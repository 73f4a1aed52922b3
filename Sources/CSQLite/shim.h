#ifndef HOOKRUNNER_CSQLITE_H
#define HOOKRUNNER_CSQLITE_H

#include <sqlite3.h>

#endif
