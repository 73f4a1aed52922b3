// What Glibc's module map leaves out, or Swift cannot call.
#ifndef HOOKRUNNER_CLINUX_H
#define HOOKRUNNER_CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#endif
