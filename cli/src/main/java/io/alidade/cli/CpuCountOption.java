package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.util.Optional;

/// `--cpu`: how many CPUs a command gets.
final class CpuCountOption implements OptionGroup {
    private static final int MAX_CPUS = 65_536;

    private Optional<Integer> given = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(Integer.class, value -> given = value, "N", "How many CPUs of its own.", "--cpu");
    }

    /// The number, if one was given.
    ///
    /// @throws BadInput if there is no such number of CPUs
    Optional<Integer> count() {
        given.ifPresent(count -> {
            if (count < 1 || count > MAX_CPUS) {
                throw new BadInput("--cpu is " + count + ", not from 1 to " + MAX_CPUS + ".",
                        "Say how many CPUs the command shall have.");
            }
        });
        return given;
    }

    /// The number.
    ///
    /// @throws BadInput without one
    int mustBeGiven() {
        return count().orElseThrow(() -> new BadInput("--cpu is missing.",
                "Say how many CPUs the command shall have: --cpu 2."));
    }
}
