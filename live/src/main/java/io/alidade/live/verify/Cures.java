package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;

/// What to do about drifts.
final class Cures {
    static final String SHARED = "For some 10 s after a pod came or went (cpuManagerReconcilePeriod) this is normal: verify"
            + " again. If it stays, restart the kubelet, which then sets all shared containers once, and look for who"
            + " changed it: a systemctl daemon-reload with an old runtime, an NRI plugin, tuned, docker or crictl update.";
    static final String NO_SHARED_CPU = "cpu_manager_state leaves no CPU to containers that share. The kubelet does not move"
            + " them, and does not start again on such a file (default cpuset cannot be empty): delete a pod with exclusive"
            + " CPUs, or drain the node and remove the file.";
    static final String EMPTY_ENTRY = "Its entry in cpu_manager_state is empty, which no kubelet writes: delete the pod so"
            + " that it is placed anew, and look for who changed the file.";
    static final String WHOLE = "Find out which container it is (crictl ps), and delete the pod so that it is placed anew.";
    static final String THREADS = "Something moved them to another cgroup: look at /proc/PID/task/*/cgroup. Restart the"
            + " container to get them back.";
    static final String MEMORY = "Pages that were there before cpuset.mems was set stay, and so do pages shared with others."
            + " Restart the container, or move them now: migratepages PID FROM TO.";
    static final String MEMORY_NOT_PINNED = "Its memory is not pinned (Memory Manager None, or nothing in its checkpoint):"
            + " the kernel takes other NUMA nodes when the near one is full. Move it now with migratepages PID FROM TO; pin it"
            + " with memoryManagerPolicy Static.";
    static final String ENTRY_MISSING = "Delete the pod so that it is placed anew. It is no mistake where the pod sets"
            + " spec.resources for the pod as a whole, which kubelets mostly do not pin, or came before the policy was"
            + " changed.";
    static final String NO_POD = "The kubelet drops it when it next looks for stale entries; until then nobody else gets"
            + " these resources. If it stays, restart the kubelet. If no pod is right, --state is not of this node.";
    static final String NO_CONTAINER = "It may be starting (pulling its image): verify again in a minute. If it stays, look"
            + " at the pod with kubectl describe.";

    private Cures() {}

    static String exclusive(CpuSet assigned) {
        return "The kubelet set it once and does not correct it: delete the pod so that it is placed anew, or write "
                + assigned.toListString() + " to cpuset.cpus of its cgroup. Then look for who changed it: a systemctl"
                + " daemon-reload with an old runtime, an NRI plugin, tuned, docker or crictl update.";
    }

    static String offline(CpuSet offline) {
        int first = offline.first();
        return "Bring the CPU back: echo 1 > /sys/devices/system/cpu/cpu" + first + "/online"
                + (offline.size() == 1 ? "" : ", and so on")
                + ". Then delete the pod, for the kernel does not give it back"
                + " to every cgroup.";
    }

    static String mems(NumaNodeIds assigned) {
        return "It is set only when a container is created: delete the pod so that it is placed anew, or write "
                + assigned.toListString() + " to cpuset.mems of its cgroup.";
    }

    static String hostProcesses(CpuSet pool) {
        String others = pool.isEmpty() ? "OTHER_CPUS" : pool.toListString();
        return "Keep them on the other CPUs: CPUAffinity=" + others
                + " in /etc/systemd/system.conf and a reboot, or for one"
                + " process taskset -a -p -c " + others
                + " PID. To live with it: --ignore host-processes-on-exclusive-cpus.";
    }
}
