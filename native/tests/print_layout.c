/* Prints the layout as this compiler sees the structs; the tests compare it with layout.txt. */
#include "ultracascade.h"

/* The name that layout.txt has for the type of a field or of its elements. */
#define TYPE_OF(x) \
    _Generic((x), uint8_t: "u8", uint16_t: "u16", uint32_t: "u32", uint64_t: "u64", int32_t: "i32", int64_t: "i64", \
        float: "f32", double: "f64", uint8_t *: "u8", float *: "f32", uc_signal_frame: "signal_frame")
#define ELEMENT_BYTES(x) \
    _Generic((x), uint8_t *: sizeof(uint8_t), float *: sizeof(float), default: sizeof(x))

static const char *s_struct = "";

static void print_field(const char *owner, size_t size, const char *name, const char *type, size_t offset, size_t bytes, size_t element)
{
    if (strcmp(owner, s_struct) != 0) {
        s_struct = owner;
        (void)printf("struct %s %zu\n", owner, size);
    }

    (void)printf("field %s %s %zu %zu\n", name, type, offset, bytes / element);
}

#define PRINT(owner, field, type, offset, count)                                                       \
    {                                                                                                  \
        static uc_##owner value;                                                                       \
        print_field(#owner, sizeof value, #field, TYPE_OF(value.field), offsetof(uc_##owner, field),   \
                    sizeof value.field, ELEMENT_BYTES(value.field));                                   \
    }

int main(void)
{
    (void)printf("layout %d.%d\n", UC_ABI_MAJOR, UC_ABI_MINOR);
    UC_LAYOUT_FIELDS(PRINT)
    return 0;
}
