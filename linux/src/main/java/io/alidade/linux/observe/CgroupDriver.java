package io.alidade.linux.observe;

/// Who names the kubelet's cgroups.
public enum CgroupDriver {
    CGROUPFS("cgroupfs"), SYSTEMD("systemd");

    private final String wireName;

    CgroupDriver(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
