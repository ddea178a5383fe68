package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds flags of a kubelet in texts that are no documents: systemd units and their drop-ins (`10-kubeadm.conf`),
/// environment files (`kubelet.env`), scripts of user data, and what `ps` prints.
final class CommandLines {
    /// A section, a variable, a shebang or a header of user data, first in the text.
    private static final Pattern START = Pattern.compile(
            "\\[[A-Za-z]+\\][ \\t]*|(export[ \\t]+)?[A-Za-z_][A-Za-z0-9_]*=.*|#!.*|MIME-Version:.*");
    private static final Pattern PROGRAM = Pattern.compile("(^|[\\s/\"'=])kubelet[ \\t]+--[a-z]");
    private static final Pattern K3S = Pattern.compile("--kubelet-arg[= \\t]+[\"']?(?:--)?([a-z0-9-]+=[^\\s\"']*)");
    private static final Pattern FLAG = Pattern.compile("(?<![^\\s\"'=\\[,(])--([a-z][a-z0-9-]*)"
            + "(?:=(?![\"']?--)([\"']?)([^\\s\"']*)|[ \\t]+(?![-\"'\\\\])([^\\s\"'$]+))?");
    private static final Pattern NODE_CONFIG = Pattern.compile("(?m)^apiVersion:[ \\t]*[\"']?node\\.eks\\.aws/");
    private static final Pattern BOUNDARY = Pattern.compile("(?m)^--.*$");

    private CommandLines() {}

    /// True of a text that is no YAML or JSON document, and speaks of a kubelet.
    static boolean looksLikeOne(String text) {
        if (!text.contains("kubelet") && !text.contains("KUBELET")) {
            return false;
        }
        Optional<String> first = text.lines().map(String::strip)
                .filter(line -> !line.isEmpty() && (!line.startsWith("#") || line.startsWith("#!"))).findFirst();
        return first.filter(line -> START.matcher(line).matches()).isPresent()
                || (text.contains("--") && PROGRAM.matcher(text).find() && !isDocument(text));
    }

    /// A manifest may run a kubelet too; that is not a command line as people paste it.
    private static boolean isDocument(String text) {
        return text.stripLeading().startsWith("{") || Pattern.compile("(?m)^(kind|apiVersion):").matcher(text).find();
    }

    /// The settings, one for each line of `ps` that runs a kubelet, else one for the text; none if there is no flag.
    static List<EmbeddedConfiguration> read(PlacedText text) {
        if (NODE_CONFIG.matcher(text.text()).find()) {
            return nodeConfigs(text);
        }
        List<PlacedText> lines = text.split('\n');
        List<PlacedText> kubelets = lines.stream().filter(line -> PROGRAM.matcher(line.text()).find()
                && !line.text().stripLeading().startsWith("Exec")).toList();
        List<EmbeddedConfiguration> found = new ArrayList<>();
        if (kubelets.isEmpty()) {
            SettingsBuilder settings = new SettingsBuilder("kubelet arguments", text.position());
            lines.stream().filter(line -> !line.text().stripLeading().startsWith("#"))
                    .forEach(line -> flags(settings, line));
            add(settings, found);
        }
        for (PlacedText line : kubelets) {
            SettingsBuilder settings = new SettingsBuilder("kubelet command line", line.position());
            flags(settings, line);
            add(settings, found);
        }
        return found;
    }

    private static void add(SettingsBuilder settings, List<EmbeddedConfiguration> found) {
        if (!settings.isEmpty()) {
            found.add(settings.build());
        }
    }

    /// Of unknown flags nothing is said: they may be another program's.
    private static void flags(SettingsBuilder settings, PlacedText line) {
        Matcher nested = K3S.matcher(line.text());
        boolean isNested = false;
        while (nested.find()) {
            isNested = true;
            settings.argument(line.slice(nested.start(1), nested.end(1)));
        }
        Matcher flag = FLAG.matcher(line.text());
        while (!isNested && flag.find()) {
            String name = flag.group(1);
            Optional<KubeletFlag> known = KubeletFlag.named(name);
            boolean isTruth = known.filter(found -> found.format() == KubeletFlag.Format.TRUTH).isPresent();
            if (known.isPresent() || KubeletFlag.isKnown(name)) {
                int group = flag.group(3) != null ? 3 : 4;
                boolean hasValue = flag.group(group) != null && (group == 3 || !isTruth);
                settings.flag(name, line.slice(flag.start(), flag.end(1)).position(), hasValue
                        ? Optional.of(line.slice(flag.start(group), flag.end(group))) : Optional.empty());
            }
        }
    }

    /// User data for nodeadm: documents between the boundaries of a MIME message, each after headers and an empty line.
    private static List<EmbeddedConfiguration> nodeConfigs(PlacedText text) {
        List<EmbeddedConfiguration> found = new ArrayList<>();
        List<Integer> cuts = new ArrayList<>(List.of(0));
        Matcher boundary = BOUNDARY.matcher(text.text());
        while (boundary.find()) {
            cuts.add(boundary.end());
        }
        cuts.add(text.text().length());
        for (int i = 0; i + 1 < cuts.size(); i++) {
            PlacedText part = text.slice(cuts.get(i), cuts.get(i + 1));
            Matcher document = NODE_CONFIG.matcher(part.text());
            if (document.find()) {
                int end = BOUNDARY.matcher(part.text()).find(document.start()) ? part.text().lastIndexOf("\n--")
                        : part.text().length();
                PlacedText body = part.slice(document.start(), end < document.start() ? part.text().length() : end);
                // Lines before it are left blank, so that places stay what they are in the file.
                String blank = "\n".repeat(body.position().line() - 1);
                DocumentReader.readAll(body.position().source(),
                        (blank + body.text()).getBytes(StandardCharsets.UTF_8))
                        .forEach(node -> found.addAll(new ProviderDocuments(text).read(List.of(node)).found()));
            }
        }
        return found;
    }
}
