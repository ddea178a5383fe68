package io.alidade.plan.advise;

import java.util.ArrayList;
import java.util.List;

/// The steps from a draft to running nodes. Checkpoints of another configuration stop a kubelet, so each way either deletes
/// them or makes new nodes.
final class Rollout {
    private static final String TRY_ONE = "Take one node of the pool first: the steps below, then a day of watching, then"
            + " the others one after the other.";

    private Rollout() {}

    static List<String> steps(Platform platform, String pool) {
        return switch (platform) {
            case KUBELET -> inPlace("Write the file to where the kubelet's --config points, the other fields of the old"
                    + " file kept.");
            case KUBEADM -> inPlace("Save the draft as PATCHES/kubeletconfiguration0+strategic.yaml, and run kubeadm"
                    + " upgrade node phase kubelet-config --patches PATCHES.");
            case OPENSHIFT -> List.of(
                    "Make a pool of one node first: label it for a machine config pool of its own, and draft for that"
                            + " with --pool.",
                    "oc apply -f FILE: the Machine Config Operator cordons, drains and reboots the nodes of pool "
                            + pool + " one after the other.",
                    "oc get mcp " + pool + " -w, until UPDATED is True.",
                    "On a node: /var/lib/kubelet/cpu_manager_state and memory_manager_state are newer than the reboot;"
                            + " if the kubelet complains of them, drain the node, delete both, restart it.",
                    verify());
            case EKS -> List.of("Make a new node group " + pool + " whose user data has the draft as a part of type"
                    + " application/node.eks.aws; new nodes have no old state files.",
                    cordon(), drain(), verify(), "Delete the old node group.");
            case AKS -> List.of("az aks nodepool add --name " + pool + " --kubelet-config FILE: the configuration of a"
                    + " pool is given when it is made; new nodes have no old state files.",
                    cordon(), drain(), verify(), "Delete the old node pool.");
            case GKE -> List.of("gcloud container node-pools update " + pool + " --system-config-from-file FILE: GKE"
                    + " makes the nodes of the pool anew, as its upgrade settings say; new nodes have no old state"
                    + " files.", verify());
        };
    }

    private static List<String> inPlace(String write) {
        List<String> steps = new ArrayList<>(List.of(TRY_ONE, cordon(), drain(), "systemctl stop kubelet", write));
        steps.add("rm -f /var/lib/kubelet/cpu_manager_state /var/lib/kubelet/memory_manager_state: with the state of"
                + " another policy or reservation the kubelet does not start.");
        steps.add("systemctl start kubelet; journalctl -u kubelet shows why if it does not stay up.");
        steps.add(verify());
        steps.add("kubectl uncordon NODE");
        return List.copyOf(steps);
    }

    private static String cordon() {
        return "kubectl cordon NODE";
    }

    private static String drain() {
        return "kubectl drain NODE --ignore-daemonsets --delete-emptydir-data";
    }

    private static String verify() {
        return "kubectl get --raw /api/v1/nodes/NODE/proxy/configz shows the new values.";
    }
}
