package io.alidade.plan.lint;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The documents of a file, as many as can be read, and where the others break.
///
/// A reader of YAML stops at the first mistake. If there is one, the text is read again between its `---` lines, so that a
/// broken document hides no other.
///
/// @param problems each with its place, or about the file as a whole
record Documents(List<DocumentNode> documents, List<BadInput> problems) {
    /// More parts than that are not read one by one: each is read with the lines before it left blank.
    private static final int MAX_PARTS = 200;
    private static final Pattern SEPARATOR = Pattern.compile("---([ \t].*)?");

    Documents {
        documents = List.copyOf(documents);
        problems = List.copyOf(problems);
    }

    static Documents of(SourceFile file) {
        try {
            return new Documents(DocumentReader.readAll(file.name(), file.bytes()), List.of());
        } catch (BadInput broken) {
            List<Integer> starts = partStarts(file);
            return starts.size() < 2 || starts.size() > MAX_PARTS ? new Documents(List.of(), List.of(broken))
                    : parts(file, starts);
        }
    }

    private static List<Integer> partStarts(SourceFile file) {
        List<Integer> starts = new ArrayList<>(List.of(1));
        for (int line = 2; line <= file.lineCount(); line++) {
            if (SEPARATOR.matcher(file.line(line)).matches()) {
                starts.add(line);
            }
        }
        return starts;
    }

    private static Documents parts(SourceFile file, List<Integer> starts) {
        List<DocumentNode> documents = new ArrayList<>();
        List<BadInput> problems = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int start = starts.get(i);
            int end = i + 1 < starts.size() ? starts.get(i + 1) : file.lineCount() + 1;
            StringBuilder text = new StringBuilder("\n".repeat(start - 1));
            for (int line = start; line < end; line++) {
                text.append(file.line(line)).append('\n');
            }
            try {
                documents.addAll(DocumentReader.readAll(file.name(),
                        text.toString().getBytes(StandardCharsets.UTF_8)));
            } catch (BadInput broken) {
                problems.add(broken);
            }
        }
        return new Documents(documents, problems);
    }
}
