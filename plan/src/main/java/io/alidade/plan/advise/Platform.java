package io.alidade.plan.advise;

import io.alidade.plan.advise.Draft.DraftLine;
import java.util.List;

/// Where a draft is going to, and what can be said there.
///
/// What AKS and GKE expose is from their documentation: "Customize node configuration for Azure Kubernetes Service (AKS)
/// node pools" with the reference of `KubeletConfig`, and "Customizing node system configuration" with the reference of
/// `NodeKubeletConfig`.
public enum Platform {
    /// A configuration file of the kubelet itself.
    KUBELET("kubelet", true, true, true),
    /// An OpenShift `KubeletConfig` for a machine config pool.
    OPENSHIFT("openshift", true, true, true),
    /// A kubeadm patch of the target `kubeletconfiguration`.
    KUBEADM("kubeadm", true, true, true),
    /// A `NodeConfig` of nodeadm, for EKS nodes of Amazon Linux 2023.
    EKS("eks", true, true, true),
    /// The `kubeletConfig` of an AKS node pool.
    AKS("aks", false, false, false),
    /// The node system configuration of a GKE node pool.
    GKE("gke", false, true, true);

    private final String wireName;
    private final boolean takesEverything;
    private final boolean hasScope;
    private final boolean hasMemoryManager;

    Platform(String wireName, boolean takesEverything, boolean hasScope, boolean hasMemoryManager) {
        this.wireName = wireName;
        this.takesEverything = takesEverything;
        this.hasScope = hasScope;
        this.hasMemoryManager = hasMemoryManager;
    }

    public String wireName() {
        return wireName;
    }

    /// Whether every field of a `KubeletConfiguration` can be given.
    public boolean takesEverything() {
        return takesEverything;
    }

    boolean hasScope() {
        return hasScope;
    }

    boolean hasMemoryManager() {
        return hasMemoryManager;
    }

    /// Whether a line of a draft can be given there.
    public boolean takes(DraftLine line) {
        return takesEverything || switch (line.field()) {
            case "cpuManagerPolicy", "topologyManagerPolicy" -> true;
            case "topologyManagerScope" -> hasScope;
            case "memoryManagerPolicy" -> hasMemoryManager;
            default -> false;
        };
    }

    /// Where what can be given there is documented; empty where everything can.
    public List<String> sources() {
        return switch (this) {
            case AKS -> List.of("Customize node configuration for Azure Kubernetes Service (AKS) node pools"
                    + " (learn.microsoft.com/azure/aks/custom-node-configuration)",
                    "Node resource reservations in Azure Kubernetes Service (AKS)"
                            + " (learn.microsoft.com/azure/aks/node-resource-reservations)");
            case GKE -> List.of("Customizing node system configuration"
                    + " (cloud.google.com/kubernetes-engine/docs/how-to/node-system-config)",
                    "NodeKubeletConfig (cloud.google.com/kubernetes-engine/docs/reference/rest/v1/NodeKubeletConfig)");
            case KUBELET, OPENSHIFT, KUBEADM, EKS -> List.of();
        };
    }

    /// The steps that bring a draft to the nodes of one pool, in order.
    ///
    /// @param pool the machine config pool or node pool
    public List<String> rollout(String pool) {
        return Rollout.steps(this, pool);
    }
}
