package io.alidade.cli;

/// Whether kept answers are compared, or written anew (`-Dalidade.golden=write`).
final class GoldenFiles {
    private GoldenFiles() {}

    static boolean areWritten() {
        return System.getProperty("alidade.golden", "").equals("write");
    }
}
