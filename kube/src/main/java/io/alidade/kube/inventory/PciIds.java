package io.alidade.kube.inventory;

import java.util.Locale;
import java.util.OptionalInt;

/// Ids and indices as plugins' configurations write them.
final class PciIds {
    private PciIds() {}

    /// Four digits, `8086`; empty when unknown.
    static String text(OptionalInt id) {
        return id.isPresent() ? String.format(Locale.ROOT, "%04x", id.getAsInt()) : "";
    }

    /// `0x8086` and `8086` in capitals or not.
    static String plain(String id) {
        String lower = id.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("0x") ? lower.substring(2) : lower;
    }

    /// `ens1f0` of `ens1f0#0-3`.
    static String beforeRange(String name) {
        int mark = name.indexOf('#');
        return mark < 0 ? name : name.substring(0, mark);
    }

    /// Whether a list such as `0-3,7` has a number.
    static boolean contains(String list, int number) {
        for (String part : list.split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            if (ends.length <= 2 && ends[0].matches("[0-9]{1,6}") && ends[ends.length - 1].matches("[0-9]{1,6}")
                    && Integer.parseInt(ends[0]) <= number && number <= Integer.parseInt(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }
}
