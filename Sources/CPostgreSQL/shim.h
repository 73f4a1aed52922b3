#ifndef HOOKRUNNER_CPOSTGRESQL_H
#define HOOKRUNNER_CPOSTGRESQL_H

// Debian and its kin have the headers in a directory of their own.
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

#endif
