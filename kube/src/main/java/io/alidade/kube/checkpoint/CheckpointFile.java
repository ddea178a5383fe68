package io.alidade.kube.checkpoint;

/// One of the kubelet's three checkpoint files.
public enum CheckpointFile {
    CPU(CpuCheckpoint.FILE_NAME),
    MEMORY(MemoryCheckpoint.FILE_NAME),
    DEVICES(DeviceCheckpoint.FILE_NAME);

    private final String fileName;

    CheckpointFile(String fileName) {
        this.fileName = fileName;
    }

    public String fileName() {
        return fileName;
    }
}
