/*
 * Follows the signals of an engine and prints each as a line of JSON: tail.c in C++. The same options.
 */
#include "ultracascade.hpp"

#include <cstdlib>
#include <iostream>

static std::string option(int count, char **arguments, const std::string &name, const std::string &otherwise)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (name == arguments[i]) {
            return arguments[i + 1];
        }
    }

    return otherwise;
}

int main(int count, char **arguments)
try {
    const std::string from = option(count, arguments, "--from", "latest");
    const long wanted = std::stol(option(count, arguments, "--count", "0"));
    const std::chrono::duration<double> seconds(std::stod(option(count, arguments, "--timeout", "10")));
    const auto timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(seconds);
    ultracascade::Signals signals(option(count, arguments, "--instance", UC_DEFAULT_INSTANCE), timeout,
                                  option(count, arguments, "--dir", UC_DEFAULT_DIRECTORY));
    ultracascade::History history = from == "latest"   ? signals.history(UC_FROM_LATEST)
                                    : from == "oldest" ? signals.history(UC_FROM_OLDEST)
                                                       : signals.history(UC_FROM_SEQUENCE, std::stoll(from));
    uc_signal_frame frame;
    for (long printed = 0; (wanted == 0 || printed < wanted) && history.next(frame, timeout); printed++) {
        std::cout << signals.json(frame) << std::endl;
    }

    if (history.lost() != 0) {
        std::cerr << "lost " << history.lost() << '\n';
    }

    return 0;
} catch (const ultracascade::Error &error) {
    std::cerr << error.what() << '\n';
    return 5;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 2;
}
