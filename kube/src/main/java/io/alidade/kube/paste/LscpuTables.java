package io.alidade.kube.paste;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// `lscpu -e` (columns for people) and `lscpu -p` (commas, the header a comment), with any choice of columns.
final class LscpuTables implements SectionReader {
    private static final Pattern EXTENDED_HEADER = Pattern
            .compile("\\s{0,40}([A-Za-z0-9:()]{1,40}\\s{1,20}){0,20}(CPU|NODE|SOCKET|CORE)"
                    + "(\\s{1,20}[A-Za-z0-9:()-]{1,40}){0,20}");
    private static final Pattern EXTENDED_ROW = Pattern.compile("\\s{0,40}([0-9-]\\S{0,40})(\\s{1,40}\\S{1,80}){0,40}");
    private static final Pattern PARSABLE_HEADER = Pattern.compile("\\s{0,40}#\\s{0,4}CPU(,[A-Za-z0-9]{0,40}){1,40}");
    private static final Pattern PARSABLE_INTRODUCTION = Pattern
            .compile("\\s{0,40}# The following is the pars(e)?able format.*");
    private static final Pattern PARSABLE_ROW = Pattern.compile("\\s{0,40}[0-9]{1,9}(,[0-9A-Za-z.-]{0,40}){1,40}");
    /// Without its header, a row shows by the column that is always empty.
    private static final Pattern BARE_ROW = Pattern
            .compile("\\s{0,40}[0-9]{1,9},[0-9]{0,9},[0-9]{0,9},[0-9]{0,9},(,[0-9]{0,9}){1,8}");
    private static final List<String> USUAL_COLUMNS = List.of("CPU", "CORE", "SOCKET", "NODE", "", "L1D", "L1I", "L2",
            "L3");

    @Override
    public boolean starts(PastedLines lines) {
        String line = lines.peek();
        return isExtendedHeader(line) || PARSABLE_HEADER.matcher(line).matches()
                || PARSABLE_INTRODUCTION.matcher(line).matches() || BARE_ROW.matcher(line).matches();
    }

    private static boolean isExtendedHeader(String line) {
        List<String> names = Arrays.asList(line.strip().split("\\s+"));
        return names.contains("CPU") && (names.contains("NODE") || names.contains("SOCKET") || names.contains("CORE"))
                && EXTENDED_HEADER.matcher(line).matches();
    }

    @Override
    public Told read(PastedLines lines) {
        return isExtendedHeader(lines.peek()) ? extended(lines) : parsable(lines);
    }

    private static Told extended(PastedLines lines) {
        CpuTable table = new CpuTable(lines.origin("lscpu -e"));
        List<String> columns = columns(lines.peek().strip().split("\\s+"));
        lines.advance();
        while (lines.hasNext() && EXTENDED_ROW.matcher(lines.peek()).matches() && !lines.isPrompt()) {
            table.add(cells(columns, lines.peek().strip().split("\\s+")));
            lines.advance();
        }
        return table.told();
    }

    private static Told parsable(PastedLines lines) {
        CpuTable table = new CpuTable(lines.origin("lscpu -p"));
        List<String> columns = USUAL_COLUMNS;
        while (lines.hasNext()) {
            String line = lines.peek();
            if (PARSABLE_HEADER.matcher(line).matches()) {
                columns = columns(line.strip().substring(1).strip().split(",", -1));
            } else if (PARSABLE_ROW.matcher(line).matches()) {
                table.add(cells(columns, line.strip().split(",", -1)));
            } else if (!line.stripLeading().startsWith("#") || lines.isPrompt()) {
                break;
            }
            lines.advance();
        }
        return table.told();
    }

    private static List<String> columns(String[] names) {
        return Arrays.stream(names).map(name -> name.toUpperCase(Locale.ROOT)).toList();
    }

    private static Map<String, String> cells(List<String> columns, String[] values) {
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < Math.min(columns.size(), values.length); i++) {
            cells.put(columns.get(i), values[i]);
        }
        return cells;
    }
}
