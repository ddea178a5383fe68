package io.alidade.live.journal;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceAllocations;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.scenario.ScenarioStart;
import io.alidade.live.source.FoundNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A node at one moment, with all that is needed to write it down.
///
/// @param node    as it decides
/// @param found   machine and configuration
/// @param objects the whole objects of its pods, by uid
public record Situation(KubeletNode node, FoundNode found, Function<String, Optional<Value.Mapping>> objects) {
    /// The same, with another node.
    public Situation with(KubeletNode other) {
        return new Situation(other, found, objects);
    }

    /// As a scenario; nothing if the object of a pod is not known, or the node is about to take back its pods.
    Optional<ScenarioStart> start(String id) {
        List<Value.Mapping> pods = new ArrayList<>();
        for (PodManifest pod : node.manifests()) {
            objects.apply(pod.request().uid()).ifPresent(pods::add);
        }
        if (pods.size() < node.podCount() || node.node().isStarting()) {
            return Optional.empty();
        }
        return Optional.of(new ScenarioStart(id, found.machine().withDevices(devices()), found.configuration(),
                found.version(), node.node().checkpoints(), pods, node.node().settings().faults(),
                node.placements()));
    }

    private List<Device> devices() {
        DeviceAllocations known = node.node().allocations().devices();
        return known.resources().stream().flatMap(resource -> known.devices(resource).stream()).toList();
    }

    /// Whether a node decides as this one does: it has the same settings, devices and pods, which hold the same. What device
    /// plugins answered is no part of that.
    boolean decidesAs(Situation other) {
        KubeletNode own = node;
        KubeletNode theirs = other.node;
        if (own.decidesAs(theirs)) {
            return true;
        }
        return own.node().settings().equals(theirs.node().settings())
                && own.placements().equals(theirs.placements())
                && own.uids().equals(theirs.uids())
                && own.node().allocations().cpus().toState().equals(theirs.node().allocations().cpus().toState())
                && own.node().allocations().memory().toState().equals(theirs.node().allocations().memory().toState())
                && resources(own).equals(resources(theirs)) && devices().equals(other.devices())
                && held(own).equals(held(theirs));
    }

    private static List<String> resources(KubeletNode node) {
        return node.node().allocations().devices().resources();
    }

    private static List<PodDevices> held(KubeletNode node) {
        DeviceState state = node.node().allocations().devices().toState();
        return state.podEntries().stream().map(entry -> new PodDevices(entry.podUid(), entry.containerName(),
                entry.resource(), entry.deviceIds(), "")).toList();
    }
}
