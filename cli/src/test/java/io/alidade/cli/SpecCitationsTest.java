package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the comments and the pages of rules to each other: a cited rule exists, a rule is cited with its page's name, and
/// who looks for a rule finds a class.
class SpecCitationsTest {
    private static final Path SPEC = Path.of("docs/spec");
    private static final String PAGE = "(cpu-manager|memory-manager|device-manager|topology-manager|node-config)";
    private static final String RULE = "\\d{1,2}(?:\\.\\d{1,2})*[a-z]?(?!\\w)";
    private static final String STEPS = "(?:,? (?:steps?|rules?) \\d+(?:(?:, | and | to )\\d+(?![.\\w]))*)?";

    /// `cpu-manager 7.2, 18.3` or `memory-manager 5.1 steps 8 to 11, 5.2 to 5.4`.
    private static final Pattern CITATION = Pattern.compile(
            PAGE + " (" + RULE + STEPS + "(?:(?:, | and | to )" + RULE + STEPS + ")*)");
    private static final Pattern ONE = Pattern.compile("(?<![\\w.])" + RULE);

    /// A rule's number where nothing else can be meant: in parentheses, at the end of a sentence's first words, in a table.
    private static final Pattern BARE = Pattern.compile(
            "\\((?!1\\.3\\d)\\d{1,2}\\.\\d{1,2}[a-z]?(?=[),;]| (?:to|and|rule|step|first)\\b)"
                    + "|\\(\\d{1,2}\\)|^(?!1\\.3\\d)\\d{1,2}\\.\\d{1,2}[a-z]?(?=[:.,;]? |[:.]?$)"
                    + "|\\b(?:of|in|by) \\d{1,2}\\.\\d{1,2}[a-z]?(?= (?:for|the)\\b|[:;])");

    private static final Pattern COMMENT = Pattern.compile("(?m)(?:^[ \\t]*//.*(?:\\n|\\z))+");

    /// The comments of a source, each as one line of text.
    private static List<String> comments(String source) {
        return COMMENT.matcher(source).results().map(MatchResult::group)
                .map(text -> text.lines().map(line -> line.strip().replaceFirst("^///? ?", "").strip())
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static Map<Path, List<String>> comments() throws IOException {
        Map<Path, List<String>> comments = new TreeMap<>();
        for (String module : List.of("engine", "kube", "linux", "live", "plan", "view", "conformance", "cli",
                "testkit")) {
            try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    comments.put(file, comments(Files.readString(file)));
                }
            }
        }
        return comments;
    }

    /// The rules that a comment cites: `cpu-manager 7.2`.
    private static List<String> cited(String comment) {
        List<String> rules = new ArrayList<>();
        Matcher citation = CITATION.matcher(comment);
        while (citation.find()) {
            String numbers = citation.group(2).replaceAll(STEPS.substring(0, STEPS.length() - 1), "");
            ONE.matcher(numbers).results().forEach(one -> rules.add(citation.group(1) + " " + one.group()));
        }
        return rules;
    }

    private static List<String> bare(String comment) {
        return BARE.matcher(CITATION.matcher(comment).replaceAll("#")).results().map(MatchResult::group).toList();
    }

    /// The numbers of a page: headings, numbered rules, and the numbered items of a section.
    private static Set<String> rules(String page) {
        Set<String> rules = new TreeSet<>();
        String section = "";
        for (String line : page.lines().toList()) {
            Matcher heading = Pattern.compile("#{2,3} (\\d+(?:\\.\\d+[a-z]?)?)[. ].*").matcher(line);
            Matcher rule = Pattern.compile("(\\d+\\.\\d+[a-z]?) .*").matcher(line);
            Matcher item = Pattern.compile("(\\d+)\\. .*").matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
                rules.add(section);
            } else if (rule.matches()) {
                rules.add(rule.group(1));
            } else if (item.matches()) {
                rules.add(section + "." + item.group(1));
            }
        }
        return rules;
    }

    @Test
    void everyCitedRule_isInThePages() throws IOException {
        Map<String, Set<String>> pages = new TreeMap<>();
        for (String page : List.of("cpu-manager", "memory-manager", "device-manager", "topology-manager",
                "node-config")) {
            pages.put(page, rules(Files.readString(SPEC.resolve(page + ".md"))));
        }
        List<String> missing = new ArrayList<>();
        Set<String> found = new TreeSet<>();
        comments().forEach((file, comments) -> comments.stream().flatMap(comment -> cited(comment).stream())
                .forEach(cited -> {
                    String[] parts = cited.split(" ", -1);
                    if (pages.getOrDefault(parts[0], Set.of()).contains(parts[1])) {
                        found.add(cited);
                    } else {
                        missing.add(file + ": " + cited);
                    }
                }));

        assertThat(missing).isEmpty();
        assertThat(found).hasSizeGreaterThan(100);
    }

    @Test
    void everyNumberOfARule_hasItsPageBeforeIt() throws IOException {
        List<String> bare = new ArrayList<>();
        comments().forEach((file, comments) -> comments.stream().flatMap(comment -> bare(comment).stream())
                .forEach(number -> bare.add(file + ": " + number)));

        assertThat(bare).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Nothing assigned (5.2, first case).", "7.2: gives CPUs.", "13.1.", "A checkpoint holds (9).",
                "The best hint (8.3 to 8.5): one.", "The fitter of 7.4: narrower.", "What it keeps (6.2 rule 3)."})
    void numberWithoutItsPage_isFound(String comment) {
        assertThat(bare(comment)).isNotEmpty();
    }

    @Test
    void rulesOfOneCitation_areAllSeen() {
        assertThat(
                cited("Where (memory-manager 5.1 steps 8 to 11, 5.2 to 5.4), and device-manager 6.2, rules 8 to 16."))
                .containsExactly("memory-manager 5.1", "memory-manager 5.2", "memory-manager 5.4",
                        "device-manager 6.2");
        assertThat(rules("## 5. One\n1. item\n### 5.2 Two\n5.3a **[R]** three\n")).containsExactly("5", "5.1", "5.2",
                "5.3a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu-manager 3.5", "cpu-manager 5.2", "cpu-manager 7.6", "cpu-manager 10.4",
        "cpu-manager 10.5a",
        "cpu-manager 11.2b", "cpu-manager 13.3", "cpu-manager 14.2", "memory-manager 2.2", "memory-manager 5.4",
        "memory-manager 6.2", "memory-manager 8.4", "device-manager 4.1", "device-manager 6.4", "device-manager 7.3",
        "topology-manager 7.3", "topology-manager 8.2", "topology-manager 9.3", "node-config 7.5", "node-config 9.1"})
    void searchForARule_findsAClass(String rule) throws IOException {
        List<Path> classes = new ArrayList<>();
        for (Path file : comments().keySet()) {
            String source = Files.readString(file);
            if (!file.endsWith("package-info.java")
                    && Pattern.compile(Pattern.quote(rule) + "(?!\\w)").matcher(source).find()) {
                classes.add(file);
            }
        }

        assertThat(classes).as("grep -rnw '%s'", rule).isNotEmpty();
    }
}
