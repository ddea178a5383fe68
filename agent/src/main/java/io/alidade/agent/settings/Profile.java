package io.alidade.agent.settings;

import io.alidade.engine.settings.Faults;

/// Whether faults of the kubelet are reproduced. Each thing that differs is one question here, asked in the one place where it
/// is decided; what differs within a decision is the engine's own choice ([#faults]).
public enum Profile {
    /// No: what is known to go wrong for a running node is done right instead.
    SAFE,
    /// Yes: the agent does what the kubelet of the chosen version does.
    EXACT;

    /// How the node decides.
    public Faults faults() {
        return this == SAFE ? Faults.MENDED : Faults.REPRODUCED;
    }

    /// A checkpoint that cannot be used is renamed, and the agent starts without it. Else it ends as a kubelet does, or, of
    /// devices, goes on and writes over it (device-manager 9).
    public boolean setsCheckpointsAside() {
        return this == SAFE;
    }

    /// A pod that ran keeps what it holds whatever the settings say now, and whatever the checkpoints have lost; so does one of
    /// which only checkpoints know.
    public boolean keepsRunningPods() {
        return this == SAFE;
    }

    /// A pod without devices runs though what it was given could not be written down.
    public boolean runsWhatIsNotStored() {
        return this == EXACT;
    }

    /// The device checkpoint goes on naming pods that are gone until it is next written (device-manager 9).
    public boolean leavesDevicesOfGonePods() {
        return this == EXACT;
    }

    /// The plugins of a pod's devices are asked for them all at once; a kubelet asks the next when one has answered.
    public boolean asksPluginsAtOnce() {
        return this == SAFE;
    }

    /// A plugin that registers again is the plugin from then on; with a kubelet its old connection may end the new one.
    public boolean heedsNewestPlugin() {
        return this == SAFE;
    }
}
