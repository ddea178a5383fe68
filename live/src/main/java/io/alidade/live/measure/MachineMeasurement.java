package io.alidade.live.measure;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.BadInput;
import io.alidade.linux.machine.Hypervisor;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.ProcessMemory;
import io.alidade.linux.process.NumaCounters;
import io.alidade.live.measure.MeasureReport.NumaNodeFacts;
import io.alidade.live.measure.MeasureReport.VirtualMachine;
import io.alidade.live.run.LiveSite;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Measures this machine, and what the kernel counts meanwhile.
public final class MachineMeasurement {
    private static final Path ROOT = Path.of("/");

    private final String name;
    private final MeasuredMachine machine;
    private final InstantSource clock;

    /// @param name  what the machine is called
    /// @param clock for the report only
    public MachineMeasurement(String name, NodeTopology topology, Hardware hardware, InstantSource clock) {
        this.name = name;
        machine = new MeasuredMachine(LiveSite.of(topology, List.of()), hardware, Hypervisor.read(ROOT));
        this.clock = clock;
        if (machine.cpuNumaNodes().isEmpty() || machine.memoryNumaNodes().isEmpty()) {
            throw new BadInput("this process may use no CPU, or no memory, of any NUMA node.",
                    "Look at its cpuset: cat /proc/self/status.");
        }
    }

    /// The machine as it was found.
    public MeasuredMachine machine() {
        return machine;
    }

    /// Measures memory.
    ///
    /// @throws BadInput if there is too little
    public MeasureReport memory(MemoryQuestion question, Pace pace) {
        NumaCounters before = NumaCounters.read(ROOT);
        try (MemoryMeasurement measurement = new MemoryMeasurement(machine, question, pace)) {
            MemoryResult result = measurement.measure();
            MemoryUse own = ProcessMemory.of(ROOT, ProcessHandle.current().pid()).orElse(MemoryUse.NONE);
            return report(Optional.of(result), Optional.empty(), before, own);
        }
    }

    /// Measures a command.
    ///
    /// @throws BadInput if it cannot be run
    public MeasureReport command(CommandMeasurement measurement) {
        NumaCounters before = NumaCounters.read(ROOT);
        return report(Optional.empty(), Optional.of(measurement.measure()), before, MemoryUse.NONE);
    }

    private MeasureReport report(Optional<MemoryResult> memory, Optional<CommandResult> command, NumaCounters before,
            MemoryUse own) {
        List<NumaNodeFacts> numaNodes = machine.site().topology().numaNodes().stream().map(NumaNode::id)
                .map(id -> new NumaNodeFacts(id,
                        machine.site().cpus(id).and(machine.site().allowedCpus()).toListString(),
                        machine.cores(id).size(), machine.cacheBytes(id), machine.freeBytes(id)))
                .toList();
        return new MeasureReport(name, clock.instant(),
                machine.hypervisor().map(virtual -> new VirtualMachine(virtual.name(), virtual.isEmulated())),
                numaNodes, memory, command, NumaCounters.read(ROOT).since(before).counts(), own.ownBytes());
    }
}
