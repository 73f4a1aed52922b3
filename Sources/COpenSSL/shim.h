#ifndef HOOKRUNNER_COPENSSL_H
#define HOOKRUNNER_COPENSSL_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#endif
