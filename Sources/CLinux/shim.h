// What Glibc's module map leaves out, or Swift cannot call.
#ifndef HOOKRUNNER_CLINUX_H
#define HOOKRUNNER_CLINUX_H

#include <malloc.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/// GNU's, which Glibc's module map leaves out: accept4(2), pipe2(2), close_range(2), memfd_create(2).
int accept4(int, struct sockaddr *, socklen_t *, int);
int pipe2(int [2], int);
int close_range(unsigned int, unsigned int, int);
int memfd_create(const char *, unsigned int);

/// prctl(2) has a variable number of arguments, which Swift cannot call.
static inline int refuse_inspection(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int name_calling_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Makes malloc(3) hold `size` bytes ready behind what it has handed out; in C, because a compiler may drop a malloc
/// that is freed at once.
static inline void leave_room_in_heap(size_t size) {
    void *volatile room = malloc(size);
    free(room);
}

#endif
