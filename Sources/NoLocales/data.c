// Stands in for the 32 MiB of data about languages and calendars that Foundation's ICU brings along, which hookrunner
// never asks for: an empty table of contents, as ICU's own source/stubdata has it.
// The name has ICU's version in it. With a toolchain that has another one, the linker takes the real data again, and
// `make check-static` says that the program has grown.
#include <stdint.h>

__attribute__((aligned(16))) const struct {
    uint16_t header_bytes;
    uint8_t magic[2];
    uint16_t info_bytes, reserved;
    uint8_t is_big_endian, charset_family, character_bytes, zero;
    uint8_t format[4], format_version[4], data_version[4];
    uint8_t padding[8];
    uint32_t entries, reserved_too;
    int32_t room[4];
} icudt76_dat = {
    .header_bytes = 32,
    .magic = {0xda, 0x27},
    .info_bytes = 20,
    .is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
    .character_bytes = 2,
    .format = {'T', 'o', 'C', 'P'},
    .format_version = {1},
};
