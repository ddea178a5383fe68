package io.alidade.linux.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The text of PCI addresses: domain, bus, device and function, `0000:3b:00.0`. Domains beyond 16 bits have more digits.
final class PciAddress {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");

    private PciAddress() {}

    static boolean isOne(String name) {
        return FORM.matcher(name).matches();
    }

    /// The addresses on the way of a path, the outermost first:
    /// `/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/net/eth0` has two.
    static List<String> of(String path) {
        List<String> addresses = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (isOne(name)) {
                addresses.add(name);
            }
        }
        return addresses;
    }
}
