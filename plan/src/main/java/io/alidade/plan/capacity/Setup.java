package io.alidade.plan.capacity;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;

/// A machine, its kubelet's configuration and what is to run on it: what a proposal may change.
///
/// @param machineName what the machine is called
/// @param shapes      in the order of the mix
/// @param parts       for each shape, how many such pods do the work of one as it was asked for
record Setup(String machineName, MachineDescription machine, KubeletConfiguration configuration, List<Shape> shapes,
        List<Integer> parts) {
    Setup {
        shapes = List.copyOf(shapes);
        parts = List.copyOf(parts);
    }

    Setup with(KubeletConfiguration other) {
        return new Setup(machineName, machine, other, shapes, parts);
    }

    Setup on(String otherName, MachineDescription other) {
        return new Setup(otherName, other, configuration, shapes, parts);
    }

    Setup with(int index, Shape shape, int dividedBy) {
        List<Shape> others = new ArrayList<>(shapes);
        others.set(index, shape);
        List<Integer> otherParts = new ArrayList<>(parts);
        otherParts.set(index, parts.get(index) * dividedBy);
        return new Setup(machineName, machine, configuration, others, otherParts);
    }
}
