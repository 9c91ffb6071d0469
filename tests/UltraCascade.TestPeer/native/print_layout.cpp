// Prints the layout as a C++ compiler sees the structs; the tests compare it with native/layout.txt.
#include "ultracascade.hpp"

#include <iostream>
#include <type_traits>

template <typename T>
const char *type_name()
{
    using Value = std::remove_all_extents_t<T>;
    if constexpr (std::is_class_v<Value>) {
        static_assert(std::is_same_v<Value, uc_signal_frame>, "the only struct inside a struct");
        return "signal_frame";
    } else if constexpr (std::is_floating_point_v<Value>) {
        return sizeof(Value) == 4 ? "f32" : "f64";
    } else {
        static constexpr const char *names[2][4] = {{"u8", "u16", "u32", "u64"}, {"i8", "i16", "i32", "i64"}};
        return names[std::is_signed_v<Value>][sizeof(Value) == 1 ? 0 : sizeof(Value) == 2 ? 1 : sizeof(Value) == 4 ? 2 : 3];
    }
}

static std::string s_struct;

static void print_field(const char *owner, size_t size, const char *name, const char *type, size_t offset, size_t count)
{
    if (s_struct != owner) {
        s_struct = owner;
        std::cout << "struct " << owner << ' ' << size << '\n';
    }

    std::cout << "field " << name << ' ' << type << ' ' << offset << ' ' << count << '\n';
}

#define PRINT(owner, field, type, offset, count)                                                                  \
    static_assert(std::is_standard_layout_v<uc_##owner> && std::is_trivially_copyable_v<uc_##owner>, #owner);     \
    print_field(#owner, sizeof(uc_##owner), #field, type_name<decltype(uc_##owner::field)>(), offsetof(uc_##owner, field), \
                sizeof(uc_##owner::field) / sizeof(std::remove_all_extents_t<decltype(uc_##owner::field)>));

int main()
{
    std::cout << "layout " << UC_ABI_MAJOR << '.' << UC_ABI_MINOR << '\n';
    UC_LAYOUT_FIELDS(PRINT)
    return 0;
}
