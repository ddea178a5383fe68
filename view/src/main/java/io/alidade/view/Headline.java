package io.alidade.view;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.document.Value;

/// What every answer says first: which machine, which kubelet, which policies.
public final class Headline {
    private Headline() {}

    /// `worker-7 · kubelet 1.36 · Topology Manager restricted, scope pod · CPU Manager static · Memory Manager Static`.
    public static String of(String machine, KubeletVersion version, Policies policies) {
        return machine + " · " + of(version, policies);
    }

    /// The same without the machine.
    public static String of(KubeletVersion version, Policies policies) {
        return of(version) + " · " + of(policies);
    }

    /// `kubelet 1.36`.
    public static String of(KubeletVersion version) {
        return "kubelet " + Kubelets.named(version);
    }

    static String of(Policies policies) {
        return "Topology Manager " + policies.topologyManager()
                + (policies.aligns() ? ", scope " + policies.topologyScope() : "") + " · CPU Manager "
                + policies.cpuManager() + " · Memory Manager " + policies.memoryManager();
    }

    /// The policies in documents.
    static Value document(Policies policies) {
        return Value.mapping().with("topology", policies.topologyManager()).with("scope", policies.topologyScope())
                .with("cpu", policies.cpuManager()).with("memory", policies.memoryManager()).build();
    }
}
