package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.embedded.EmbeddedConfigurations;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Under which settings a kubelet runs. What nobody names, the kubelet is asked for: its configuration at `/configz`, which it
/// answers on its secure port, else `config.yaml` of its folder; its version among its metrics. For one thread.
final class KubeletSettings {
    private static final Pattern VERSION = Pattern
            .compile("kubernetes_build_info\\{[^}]*git_version=\"(v[0-9]+\\.[0-9]+[^\"]*)\"");

    private final FoundMachine machine;
    private final Optional<Supplier<KubeletConfiguration>> named;
    private final Optional<KubeletVersion> asked;
    private final HttpPeer kubelet;
    private final Path folder;
    /// What it told last.
    private Optional<KubeletConfiguration> told = Optional.empty();

    /// @param named  reads the configuration that was named
    /// @param asked  the version that was named
    /// @param folder the kubelet's own
    KubeletSettings(FoundMachine machine, Optional<Supplier<KubeletConfiguration>> named,
            Optional<KubeletVersion> asked, HttpPeer kubelet, Path folder) {
        this.machine = machine;
        this.named = named;
        this.asked = asked;
        this.kubelet = kubelet;
        this.folder = folder;
    }

    /// Reads them.
    ///
    /// @throws BadInput            if there is no configuration, or one that cannot be used
    /// @throws HttpPeer.Unanswered if the kubelet does not tell its version
    FoundNode read() throws HttpPeer.Unanswered {
        List<String> warnings = new ArrayList<>();
        FoundMachine told = new FoundMachine(machine.source(), machine.isUsual(), machine.machine(),
                machine.warnings(), asked.isPresent() ? Optional.empty() : version(warnings));
        KubeletVersion version = told.version(asked, warnings);
        return new FoundNode(told, configuration(), version, Optional.empty(), warnings);
    }

    private Optional<String> version(List<String> warnings) throws HttpPeer.Unanswered {
        Matcher matcher = VERSION.matcher(new String(kubelet.get("/metrics"), StandardCharsets.UTF_8));
        if (matcher.find()) {
            return Optional.of(matcher.group(1));
        }
        warnings.add("the kubelet's metrics do not tell its version: the rules of " + KubeletVersion.DEFAULT.minor()
                + " are taken; --kubelet-version names others");
        return Optional.empty();
    }

    private KubeletConfiguration configuration() {
        if (named.isPresent()) {
            return named.get().get();
        }
        KubeletConfigurationReader reader = KubeletConfigurationReader.LENIENT;
        try {
            KubeletConfiguration now = EmbeddedConfigurations.read(reader, "the kubelet's /configz",
                    kubelet.get("/configz"));
            told = Optional.of(now);
            return now;
        } catch (HttpPeer.Unanswered _) {
            if (told.isPresent()) {
                // A file may say something else: options count for more.
                return told.get();
            }
            Path file = folder.resolve("config.yaml");
            if (Files.notExists(file)) {
                throw new BadInput("the kubelet does not tell its configuration (/configz), and " + file
                        + " does not exist.", "Name the configuration with --config.");
            }
            return reader.read(file);
        }
    }
}
