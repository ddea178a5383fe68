package io.alidade.engine.mask;

/// Reads a CPU list text as the kubelet does (cpu-manager 1.2), with an upper bound on ids so that `0-99999999999` costs
/// nothing.
final class CpuListParser {
    private CpuListParser() {}

    static CpuSet parse(String text) {
        if (text.isEmpty()) {
            return CpuSet.EMPTY;
        }
        CpuSet.Builder cpus = new CpuSet.Builder();
        // Piece by piece and range by range, so that a long text costs little more than reading it.
        for (int start = 0, end; start <= text.length(); start = end + 1) {
            int comma = text.indexOf(',', start);
            end = comma < 0 ? text.length() : comma;
            addPiece(text.substring(start, end), cpus);
        }
        return cpus.build();
    }

    private static void addPiece(String piece, CpuSet.Builder cpus) {
        int dash = piece.indexOf('-');
        if (dash < 0) {
            cpus.add(id(number(piece)));
            return;
        }
        long first = number(piece.substring(0, dash));
        long last = number(piece.substring(dash + 1));
        if (first > last) {
            throw new IllegalArgumentException("invalid range \"" + piece + "\" (" + first + " > " + last + ")");
        }
        cpus.addRange(id(first), id(last));
    }

    private static int id(long number) {
        if (number > CpuSet.MAX_CPU) {
            throw new IllegalArgumentException("CPU id " + number + " is above " + CpuSet.MAX_CPU
                    + ", the largest that can be used");
        }
        return (int) number;
    }

    private static long number(String text) {
        int start = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
        boolean digits = text.length() > start;
        for (int i = start; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw new IllegalArgumentException("strconv.Atoi: parsing \"" + escaped(text) + "\": invalid syntax");
        }
        while (start < text.length() - 1 && text.charAt(start) == '0') {
            start++;
        }
        String significant = text.substring(start);
        if (significant.length() > 18) {
            throw new IllegalArgumentException("strconv.Atoi: parsing \"" + text + "\": value out of range");
        }
        long value = Long.parseLong(significant);
        return text.startsWith("-") ? -value : value;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t",
                "\\t");
    }
}
