package io.alidade.kube.paste;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import java.util.OptionalInt;

/// Numbers of outside text: ids and lists of CPUs.
final class CpuLists {
    private static final int MAX_DIGITS = 9;

    private CpuLists() {}

    /// A list such as `0-13,28-41`; empty where nothing stands.
    ///
    /// @throws BadInput for anything else
    static CpuSet parse(String text, String origin, String what) {
        String list = text.strip();
        try {
            return list.isEmpty() ? CpuSet.EMPTY : CpuSet.parseList(list.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException wrong) {
            throw new BadInput(origin + ": " + what + " is \"" + list + "\", not a list of CPUs: " + wrong.getMessage(),
                    "Paste the whole line, as the tool prints it.");
        }
    }

    /// A number of at most nine digits; nothing for anything else.
    static OptionalInt number(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return OptionalInt.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    /// The id of a CPU or NUMA node; nothing for what cannot be one.
    static OptionalInt id(String text) {
        OptionalInt number = number(text);
        return number.isPresent() && number.getAsInt() <= CpuSet.MAX_CPU ? number : OptionalInt.empty();
    }
}
