package io.alidade.live.measure;

import io.alidade.live.measure.Figure.Subject;
import io.alidade.live.measure.Judgement.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says what may be claimed of a report, and why not more.
final class Judgements {
    private final MeasureReport report;
    private final List<Judgement> judgements = new ArrayList<>();

    private Judgements(MeasureReport report) {
        this.report = report;
    }

    static List<Judgement> of(MeasureReport report) {
        Judgements judgements = new Judgements(report);
        judgements.machine();
        report.memory().ifPresent(judgements::memory);
        report.command().ifPresent(judgements::command);
        return List.copyOf(judgements.judgements);
    }

    private void add(String about, Outcome outcome, String text) {
        judgements.add(new Judgement(about, outcome, text));
    }

    private boolean isEmulated() {
        return report.virtual().filter(MeasureReport.VirtualMachine::isEmulated).isPresent();
    }

    private void machine() {
        report.virtual().ifPresent(machine -> {
            if (machine.isEmulated()) {
                add("machine", Outcome.EMULATED, "The machine is emulated (" + machine.name()
                        + "): its speed is that of software, and nothing is claimed of it. What the kernel counts is true.");
            } else {
                add("machine", Outcome.KNOW, "The machine is a virtual one (" + machine.name()
                        + "): its NUMA nodes and caches are what it is told, and others may use the same memory."
                        + " The figures hold for it as it is, not for the hardware below.");
            }
        });
        if (report.numaNodes().size() == 1) {
            add("machine", Outcome.NOTHING_TO_COMPARE, "The machine has one NUMA node: all memory is equally near, and"
                    + " alignment to NUMA nodes brings nothing on it.");
        }
    }

    private void memory(MemoryResult memory) {
        memory.localShares().forEach((numaNode, share) -> {
            if (share < 1) {
                add("memory", Outcome.KNOW, String.format(Locale.ROOT,
                        "Only %.1f %% of the memory meant for NUMA node %d is there: figures of it mix near and far.",
                        100 * share, numaNode));
            }
        });
        List<Subject> kinds = memory.figures().stream()
                .map(figure -> new Subject(figure.aspect(), figure.threads(), 0, 0)).distinct().toList();
        for (Subject kind : kinds) {
            compare(memory, kind);
        }
    }

    private void compare(MemoryResult memory, Subject kind) {
        List<Spread.Ratio> ratios = new ArrayList<>();
        for (Figure figure : memory.figures()) {
            if (figure.aspect() == kind.aspect() && figure.threads() == kind.threads() && !figure.isLocal()) {
                local(memory, figure).ifPresent(local -> ratios.add(figure.spread().to(local.spread())));
            }
        }
        if (ratios.isEmpty() || isEmulated()) {
            return;
        }
        String about = kind.kind();
        List<Spread.Ratio> calm = ratios.stream().filter(ratio -> !ratio.isNoisy()).toList();
        String noise = calm.size() == ratios.size() ? ""
                : " Too noisy to tell: " + (ratios.size() - calm.size()) + " of " + ratios.size() + " pairs.";
        if (calm.isEmpty()) {
            add(about, Outcome.TOO_NOISY, "too noisy to tell whether remote memory is slower.");
        } else if (calm.stream().noneMatch(Spread.Ratio::tells)) {
            add(about, Outcome.ALIKE, "no difference between local and remote memory beyond the spread." + noise);
        } else {
            add(about, Outcome.DIFFERENT, (kind.aspect().isMoreBetter() ? "remote memory gives " + range(calm)
                    + " of the local bandwidth." : "remote memory takes " + range(calm) + " times as long as local.")
                    + noise);
        }
    }

    /// The figure of the same CPUs with memory of their own, if they have some.
    private static Optional<Figure> local(MemoryResult memory, Figure remote) {
        return memory.find(new Subject(remote.aspect(), remote.threads(), remote.cpuNumaNode(), remote.cpuNumaNode()));
    }

    private static String range(List<Spread.Ratio> ratios) {
        double least = ratios.stream().mapToDouble(Spread.Ratio::value).min().orElseThrow();
        double most = ratios.stream().mapToDouble(Spread.Ratio::value).max().orElseThrow();
        String low = String.format(Locale.ROOT, "%.2f", least);
        String high = String.format(Locale.ROOT, "%.2f", most);
        return low.equals(high) ? low : low + " to " + high;
    }

    private void command(CommandResult command) {
        Optional<CommandResult.Trial> aligned = command.find(CommandPlace.Kind.ALIGNED);
        if (aligned.isEmpty() || isEmulated()) {
            return;
        }
        for (CommandResult.Trial trial : command.trials()) {
            CommandPlace.Kind kind = trial.place().kind();
            if (kind == CommandPlace.Kind.ALIGNED) {
                continue;
            }
            Spread.Ratio ratio = trial.seconds().to(aligned.get().seconds());
            String about = "command, " + kind.wireName();
            if (ratio.isNoisy()) {
                add(about, Outcome.TOO_NOISY, "too noisy to tell whether it differs from aligned.");
            } else if (!ratio.tells()) {
                add(about, Outcome.ALIKE, "no difference from aligned beyond the spread.");
            } else {
                add(about, Outcome.DIFFERENT,
                        "takes " + range(List.of(ratio)) + " times as long as aligned"
                                + share(trial).map(text -> "; " + text).orElse("") + ".");
            }
        }
    }

    private static Optional<String> share(CommandResult.Trial trial) {
        long all = trial.ownBytes().values().stream().mapToLong(Long::longValue).sum();
        return all == 0 ? Optional.empty()
                : Optional.of("its memory was " + trial.ownBytes().entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%.0f %% on NUMA node %d",
                                100.0 * entry.getValue() / all,
                                entry.getKey()))
                        .collect(Collectors.joining(", ")));
    }
}
