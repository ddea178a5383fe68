package io.alidade.live.measure;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.settings.Policies;
import io.alidade.live.run.RunDecision;
import io.alidade.live.run.RunPlacement;
import io.alidade.live.run.RunRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The places where a command is measured, on a machine as it is now.
public final class CommandPlaces {
    private final MeasuredMachine machine;
    private final CpuSet reservedCpus;

    public CommandPlaces(MeasuredMachine machine) {
        this.machine = machine;
        // As for `alidade run`: the lowest CPU stays for everything else.
        reservedCpus = CpuSet.of(machine.site().cpus().first());
    }

    /// Whether a command can have so many CPUs by themselves, as `alidade run` decides.
    public RunDecision aligned(int cpus) {
        return new RunPlacement(machine.site()).decide(
                new RunRequest(cpus, Map.of(), Policies.RESTRICTED, Optional.empty(), reservedCpus));
    }

    /// The places to compare, the aligned one first. With one NUMA node there is nothing to spread and nothing remote.
    public List<CommandPlace> around(RunDecision.Granted granted) {
        List<CommandPlace> places = new ArrayList<>();
        places.add(new CommandPlace(CommandPlace.Kind.ALIGNED, granted.cpus(), granted.numaNodes()));
        if (machine.cpuNumaNodes().size() > 1 && granted.cpus().size() > 1) {
            places.add(new CommandPlace(CommandPlace.Kind.SPREAD, spread(granted.cpus().size()), NumaNodeIds.EMPTY));
        }
        machine.farthest(granted.cpus()).ifPresent(numaNode -> places
                .add(new CommandPlace(CommandPlace.Kind.REMOTE, granted.cpus(), NumaNodeIds.of(List.of(numaNode)))));
        places.add(new CommandPlace(CommandPlace.Kind.UNPINNED, machine.site().allowedCpus(), NumaNodeIds.EMPTY));
        return List.copyOf(places);
    }

    /// So many free CPUs, a core of each NUMA node in turn.
    private CpuSet spread(int count) {
        CpuSet free = machine.site().freeCpus(reservedCpus);
        List<Iterator<CpuSet>> cores = new ArrayList<>();
        for (int numaNode : machine.cpuNumaNodes()) {
            cores.add(machine.cores(numaNode).stream().map(core -> core.and(free)).filter(core -> !core.isEmpty())
                    .iterator());
        }
        CpuSet taken = CpuSet.EMPTY;
        while (taken.size() < count) {
            for (Iterator<CpuSet> own : cores) {
                if (own.hasNext()) {
                    taken = taken.or(first(own.next(), count - taken.size()));
                }
            }
        }
        return taken;
    }

    private static CpuSet first(CpuSet core, int count) {
        int[] cpus = core.toArray();
        CpuSet.Builder first = new CpuSet.Builder();
        for (int i = 0; i < Math.min(count, cpus.length); i++) {
            first.add(cpus[i]);
        }
        return first.build();
    }
}
