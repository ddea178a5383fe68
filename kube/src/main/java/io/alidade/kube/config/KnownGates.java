package io.alidade.kube.config;

import io.alidade.engine.settings.KubeletVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All feature gates of a kubelet: the value each has if nothing is said, whether it can be another, how mature it is and
/// which gates it needs (node-config 4). The tables are files beside this class, one a minor, recorded from kubelets.
public final class KnownGates {
    private static final Map<KubeletVersion, KnownGates> BY_VERSION = new ConcurrentHashMap<>();

    /// One line of a table.
    private record Gate(boolean isOn, boolean isLocked, String stage, List<String> needs) {}

    private static final Map<KubeletVersion, Map<String, Gate>> TABLES = new ConcurrentHashMap<>();

    private final KubeletVersion version;

    private KnownGates(KubeletVersion version) {
        this.version = version;
    }

    /// The gates of a version.
    public static KnownGates of(KubeletVersion version) {
        return BY_VERSION.computeIfAbsent(version, KnownGates::new);
    }

    /// By name. A file is read when somebody asks for what is in it: without gates in a configuration nobody does.
    private Map<String, Gate> gates() {
        return TABLES.computeIfAbsent(version, KnownGates::read);
    }

    private static Map<String, Gate> read(KubeletVersion version) {
        String file = "gates-" + version.minor() + ".txt";
        Map<String, Gate> gates = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(KnownGates.class.getResourceAsStream(file), file)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> List.of(line.split(" ", -1)))
                    .forEach(words -> gates.put(words.get(0), new Gate(words.get(1).equals("on"),
                            words.get(2).equals("locked"), words.get(3), words.subList(4, words.size()))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return gates;
    }

    /// Every gate that has a value other than its default: `AllAlpha` and `AllBeta` give the gates of their stage a value
    /// unless these have one of their own.
    Map<String, Boolean> expand(Map<String, Boolean> configured) {
        Map<String, Boolean> expanded = new TreeMap<>(configured);
        fill(expanded, configured.get("AllAlpha"), "ALPHA");
        fill(expanded, configured.get("AllBeta"), "BETA");
        return expanded;
    }

    private void fill(Map<String, Boolean> expanded, @Nullable Boolean value, String stage) {
        if (value != null) {
            gates().forEach((name, gate) -> {
                if (gate.stage().equals(stage) && !name.equals("AllAlpha") && !name.equals("AllBeta")) {
                    expanded.putIfAbsent(name, value);
                }
            });
        }
    }

    /// Whether a gate is on.
    ///
    /// @param expanded what [#expand] gave
    boolean isOn(String name, Map<String, Boolean> expanded) {
        Boolean value = expanded.get(name);
        Gate gate = gates().get(name);
        return value != null ? value : gate != null && gate.isOn();
    }

    /// The text with which the kubelet stops: a gate that it does not know, one that cannot have that value, or one that
    /// is on while a gate that it needs is off. Several of a kind are told together, except unknown ones.
    Optional<String> error(Map<String, Boolean> configured) {
        List<StartProblem> unknown = unknown(configured);
        if (!unknown.isEmpty()) {
            return Optional.of(unknown.getFirst().error());
        }
        List<StartProblem> locked = locked(configured);
        List<String> errors = (locked.isEmpty() ? unmet(configured) : locked).stream().map(StartProblem::error)
                .distinct().toList();
        return errors.isEmpty() ? Optional.empty()
                : Optional.of(errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]");
    }

    /// All that [#error] would say, one start after the other.
    List<StartProblem> problems(Map<String, Boolean> configured) {
        List<StartProblem> problems = new ArrayList<>(unknown(configured));
        problems.addAll(locked(configured));
        Map<String, Boolean> settable = new TreeMap<>(configured);
        problems.forEach(problem -> settable.remove(problem.field().getLast()));
        problems.addAll(unmet(settable));
        return problems;
    }

    private List<StartProblem> unknown(Map<String, Boolean> configured) {
        return configured.keySet().stream().filter(name -> !gates().containsKey(name)).sorted()
                .map(name -> of("unrecognized feature gate: " + name, name)).toList();
    }

    private List<StartProblem> locked(Map<String, Boolean> configured) {
        List<StartProblem> problems = new ArrayList<>();
        new TreeMap<>(configured).forEach((name, value) -> {
            Gate gate = gates().get(name);
            if (gate != null && gate.isLocked() && gate.isOn() != value) {
                problems.add(of("cannot set feature gate " + name + " to " + value + ", feature is locked to "
                        + gate.isOn(), name));
            }
        });
        return problems;
    }

    private List<StartProblem> unmet(Map<String, Boolean> configured) {
        // A gate that is on by itself has what it needs.
        if (configured.isEmpty()) {
            return List.of();
        }
        Map<String, Boolean> expanded = expand(configured);
        List<StartProblem> problems = new ArrayList<>();
        gates().forEach((name, gate) -> {
            List<String> off = gate.needs().stream().filter(needed -> !isOn(needed, expanded)).toList();
            if (!off.isEmpty() && isOn(name, expanded)) {
                problems.add(of(name + " is enabled, but depends on features that are disabled: ["
                        + String.join(" ", off) + "]", toBlame(name, off, configured)));
            }
        });
        return problems;
    }

    /// The gate that was set so that another one lacks what it needs.
    private static String toBlame(String name, List<String> off, Map<String, Boolean> configured) {
        return Stream.concat(Stream.concat(off.stream(), Stream.of(name)), Stream.of("AllAlpha", "AllBeta"))
                .filter(configured::containsKey).findFirst().orElse(name);
    }

    private static StartProblem of(String error, String gate) {
        return StartProblem.of(error, "featureGates", gate);
    }

    /// Of a gate that is set and that the kubelet warns of, since a later one will no longer know it: what that means.
    public Optional<String> warning(String name) {
        return Optional.ofNullable(gates().get(name)).map(Gate::stage)
                .filter(stage -> stage.equals("GA") || stage.equals("DEPRECATED"))
                .map(stage -> "feature gate " + name + " is " + (stage.equals("GA") ? "GA" : "deprecated") + " in "
                        + version.minor()
                        + ": a later kubelet that no longer knows it will not start while it is set.");
    }

    /// The value that a gate has if nothing is said; nothing for a gate that is not known.
    public Optional<Boolean> defaultOf(String name) {
        return Optional.ofNullable(gates().get(name)).map(Gate::isOn);
    }

    /// The gate that was probably meant by an unknown name: one that differs in case or in one or two letters.
    public static Optional<String> meantBy(String name) {
        boolean isKnown = BY_VERSION.values().stream().anyMatch(known -> known.gates().containsKey(name));
        return isKnown ? Optional.empty() : Spelling.closest(name, of(KubeletVersion.DEFAULT).gates().keySet());
    }
}
