package io.alidade.plan.advise;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.advise.Draft.DraftLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Drafts kubelet configurations.
public final class Advisor {
    /// The most pods of a workload that are looked at; a node of 110 pods takes no more anyway.
    public static final int MAX_PODS = 500;
    private static final int SHOWN_REMARKS = 5;

    private final Question question;
    private final CpuTopology cpus;
    private final List<PodManifest> pods;
    private final Reservation reservation;
    private final ReservedCores cores;
    private final KubeletEffort effort;
    private final TrialRun trials;

    /// What is asked.
    ///
    /// @param current the configuration that the node has now, to be measured beside the candidates
    /// @param pool    the pool of nodes that the draft is for
    public record Question(MachineDescription machine, KubeletVersion version, Goal goal, Platform platform,
            String pool, List<PodManifest> pods, Optional<KubeletConfiguration> current) {
        public Question {
            pods = List.copyOf(pods);
        }
    }

    private Advisor(Question question) {
        NodeTopology topology = question.machine().topology();
        this.question = question;
        this.cpus = new CpuTopology(topology);
        this.pods = question.pods().stream().limit(MAX_PODS).toList();
        this.reservation = Reservation.of(topology);
        this.cores = new ReservedCores(question.machine(), cpus, reservation.cpus());
        Set<String> resources = new TreeSet<>();
        question.machine().devices().stream().map(Device::resource).forEach(resources::add);
        this.effort = new KubeletEffort(question.version(), topology, pods, resources);
        this.trials = new TrialRun(question.machine(), question.version(), cpus, effort, pods);
    }

    /// Compares the candidates and drafts the best.
    ///
    /// @throws BadInput if no candidate starts on the machine
    public static Advice advise(Question question) {
        return new Advisor(question).advise();
    }

    private Advice advise() {
        Ranking ranking = new Ranking(question.goal());
        List<Candidate> candidates = new Candidates(question.machine(), cpus, question.goal(), question.platform(),
                reservation, cores, pods).all();
        // The one that pins nothing: what is lost under it is lost under every other, too.
        Optional<String> lostAnyway = trials.lossAtRestart(configuration(candidates.getLast()));
        List<Trial> measured = candidates.stream().map(this::run).sorted(ranking).toList();
        List<Trial> ranked = lostAnyway.isPresent() ? measured : lasting(measured, ranking);
        Trial best = ranked.getFirst();
        if (best.obstacle().isPresent()) {
            throw new BadInput("no configuration is known that starts here: " + best.obstacle().get() + ".",
                    "Check the memory and the CPUs of the machine.");
        }
        Draft draft = draft(best.candidate());
        DraftReasons reasons = new DraftReasons(question, best, cpus, cores, reservation);
        Draft reasoned = new Draft(draft.lines().stream().map(line -> new DraftLine(line.field(), line.key(),
                line.value(), reasons.of(line))).toList());
        Optional<Trial> current = question.current()
                .map(configuration -> trials.of(candidate(configuration), configuration))
                .map(trial -> lostAnyway.isPresent() ? trial : restarted(trial, question.current().get()));
        return new Advice(question.version(), question.goal(), question.platform(), question.pool(),
                warnings(best, lostAnyway), pods.size(), reasoned, ranked, current,
                new DraftReasons.TrialComparison(question.goal(), pods.size(), ranking).of(best, ranked, current));
    }

    /// The trials in their order after the best of each policy and scope was restarted in thought: one that loses pods then
    /// has an obstacle, and milder ones are tried beside it.
    private List<Trial> lasting(List<Trial> measured, Ranking ranking) {
        List<Trial> ranked = new ArrayList<>(measured);
        Set<Candidate> tried = new HashSet<>();
        ranked.forEach(trial -> tried.add(trial.candidate()));
        Set<Candidate> restarted = new HashSet<>();
        for (;;) {
            Optional<Trial> next = Ranking.bestOfEach(ranked).stream()
                    .filter(trial -> trial.obstacle().isEmpty() && !restarted.contains(trial.candidate())).findFirst();
            if (next.isEmpty()) {
                return ranked;
            }
            Trial after = restarted(next.get(), configuration(next.get().candidate()));
            restarted.add(after.candidate());
            if (after.obstacle().isPresent()) {
                ranked.remove(next.get());
                ranked.add(after);
                after.candidate().milder().stream().filter(tried::add).map(this::run).forEach(ranked::add);
                ranked.sort(ranking);
            }
        }
    }

    private Trial restarted(Trial trial, KubeletConfiguration configuration) {
        return trial.obstacle().isPresent() ? trial
                : trials.lossAtRestart(configuration).map(trial::with).orElse(trial);
    }

    private Trial run(Candidate candidate) {
        return trials.of(candidate, configuration(candidate));
    }

    private KubeletConfiguration configuration(Candidate candidate) {
        return DraftFields.configuration(draft(candidate));
    }

    private Draft draft(Candidate candidate) {
        boolean hasCgroupV1 = question.machine().hardware().cgroupMode().filter(mode -> mode != CgroupMode.V2)
                .isPresent();
        return DraftFields.of(candidate, reservation, question.platform(), hasCgroupV1);
    }

    /// A given configuration, as far as candidates differ.
    private static Candidate candidate(KubeletConfiguration configuration) {
        return new Candidate(configuration.topologyManagerPolicy(), configuration.topologyManagerScope(),
                configuration.cpuManagerPolicy(), configuration.memoryManagerPolicy(),
                List.copyOf(configuration.cpuManagerPolicyOptions().keySet()),
                configuration.topologyManagerPolicyOptions(), ReservedSpread.TOGETHER,
                io.alidade.engine.mask.CpuSet.parseList(configuration.reservedSystemCpus()), java.util.Map.of());
    }

    private List<String> warnings(Trial best, Optional<String> lostAnyway) {
        List<String> warnings = new ArrayList<>();
        lostAnyway.ifPresent(loss -> warnings.add("whatever the settings, " + loss));
        if (pods.isEmpty()) {
            warnings.add("no manifests: the draft rests on the goal and the machine alone, and nothing was measured");
        }
        if (question.pods().size() > pods.size()) {
            warnings.add("only the first " + MAX_PODS + " of " + question.pods().size() + " pods were looked at");
        }
        effort.remark(best.candidate().policies()).ifPresent(warnings::add);
        if (!question.version().judgesGroupsByOnlineCpus()
                && cpus.cores().stream().mapToInt(CpuTopology.Group::size).distinct().count() > 1) {
            warnings.add(
                    "some cores have fewer CPUs than others (offline, or of another kind): kubelets up to 1.37 count"
                            + " with their average and may give CPUs away twice");
        }
        if (best.candidate().policies().pinsCpus() && !pods.isEmpty() && best.measured().exclusiveCpus() == 0) {
            warnings.add("no pod of the workload gets CPUs of its own: give each container of those that should as"
                    + " much cpu and memory in limits as in requests, and whole CPUs");
        }
        best.remarks().stream().limit(SHOWN_REMARKS).forEach(warnings::add);
        if (best.remarks().size() > SHOWN_REMARKS) {
            warnings.add("and " + (best.remarks().size() - SHOWN_REMARKS) + " more remarks: see alidade admit");
        }
        return warnings;
    }
}
