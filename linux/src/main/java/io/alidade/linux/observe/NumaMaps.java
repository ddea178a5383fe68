package io.alidade.linux.observe;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Adds up the lines of a `numa_maps`: `7f.. default anon=512 dirty=512 N0=500 N1=12 kernelpagesize_kB=4`.
///
/// A mapping with `file=` is of the page cache, unless the file is one in memory (shared memory, `memfd`) or on hugepages.
/// Transparent huge pages are counted by the kernel in small pages.
final class NumaMaps {
    private static final long DEFAULT_PAGE_BYTES = 4096;
    private static final int MAX_NUMA_NODE = 65_535;

    private final Map<Integer, Long> ownBytes = new TreeMap<>();
    private final Map<Integer, Long> fileBytes = new TreeMap<>();

    void line(String line) {
        boolean isFile = false;
        long pageBytes = DEFAULT_PAGE_BYTES;
        String[] words = line.split(" ", -1);
        for (String word : words) {
            if (word.startsWith("file=")) {
                isFile = !isMemory(word.substring("file=".length()));
            } else if (word.startsWith("kernelpagesize_kB=")) {
                int kilobytes = KernelLists.number(word.substring("kernelpagesize_kB=".length())).orElse(0);
                pageBytes = kilobytes > 0 ? kilobytes * 1024L : DEFAULT_PAGE_BYTES;
            }
        }
        for (String word : words) {
            if (word.equals("huge")) {
                isFile = false;
            }
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 1 && word.charAt(0) == 'N') {
                OptionalInt numaNode = KernelLists.number(word.substring(1, equals));
                OptionalInt pages = KernelLists.number(word.substring(equals + 1));
                if (numaNode.isPresent() && numaNode.getAsInt() <= MAX_NUMA_NODE && pages.isPresent()) {
                    (isFile ? fileBytes : ownBytes).merge(numaNode.getAsInt(), pages.getAsInt() * pageBytes,
                            NumaMaps::sum);
                }
            }
        }
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static boolean isMemory(String file) {
        return file.startsWith("/dev/shm/") || file.startsWith("/memfd:") || file.startsWith("/SYSV")
                || file.startsWith("/dev/zero") || file.startsWith("/anon_hugepage");
    }

    MemoryUse use(boolean isComplete) {
        return new MemoryUse(ownBytes, fileBytes, isComplete);
    }
}
