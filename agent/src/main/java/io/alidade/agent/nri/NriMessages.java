package io.alidade.agent.nri;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alidade.agent.decision.Place;
import io.alidade.agent.nri.NriContainers.Move;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.ContainerAdjustment;
import io.alidade.wire.nri.ContainerUpdate;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxContainerAdjustment;
import io.alidade.wire.nri.LinuxContainerUpdate;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.UpdateContainersResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Places as the messages of NRI have them, and back.
final class NriMessages {
    private NriMessages() {}

    static ContainerAdjustment adjustment(Place place) {
        return ContainerAdjustment.newBuilder()
                .setLinux(LinuxContainerAdjustment.newBuilder().setResources(resources(place))).build();
    }

    static List<ContainerUpdate> updates(List<Move> moves) {
        // Most of them go to the same place.
        Map<Place, LinuxContainerUpdate> places = new HashMap<>();
        return moves.stream().map(move -> ContainerUpdate.newBuilder().setContainerId(move.id())
                // One that has ended meanwhile must not fail the others.
                .setIgnoreFailure(true)
                .setLinux(places.computeIfAbsent(move.place(),
                        place -> LinuxContainerUpdate.newBuilder().setResources(resources(place)).build()))
                .build()).toList();
    }

    /// Which containers a runtime has not moved, as its answer says; nothing if it has moved all.
    static Optional<String> notUpdated(ByteString answer) {
        try {
            List<String> failed = UpdateContainersResponse.parseFrom(answer).getFailedList().stream()
                    .map(ContainerUpdate::getContainerId).toList();
            return failed.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", failed) + " failed");
        } catch (InvalidProtocolBufferException problem) {
            return Optional.of(String.valueOf(problem.getMessage()));
        }
    }

    private static LinuxResources resources(Place place) {
        return LinuxResources.newBuilder().setCpu(LinuxCPU.newBuilder().setCpus(place.cpus().toListString())
                .setMems(place.numaNodes().toListString())).build();
    }

    /// Where the runtime has put a container; no CPUs, or no NUMA nodes, where it has not been told any.
    ///
    /// @throws IllegalArgumentException if those are no lists
    static Place place(Container container) {
        LinuxCPU cpu = container.getLinux().getResources().getCpu();
        return new Place(CpuSet.parseList(cpu.getCpus()), false, NumaNodeIds.parseList(cpu.getMems()));
    }
}
