package io.alidade.linux.machine;

import io.alidade.engine.machine.HardwareDevice.Kind;
import java.util.Set;

/// What a PCI function is for, from its class and from what the system has for it.
public final class PciKind {
    /// The folders below a function's own, as sysfs names them, that say something of its kind.
    public static final String INFINIBAND_FOLDER = "infiniband";
    public static final String ACCELERATOR_FOLDER = "accel";

    private static final int BRIDGE = 0x06;
    private static final int CXL_MEMORY = 0x0502;
    private static final int NVME = 0x0108;
    private static final int NVME_PROGRAMMING_INTERFACE = 0x02;
    private static final int FIBRE_CHANNEL = 0x0c04;
    private static final Set<Integer> INFINIBAND = Set.of(0x0207, 0x0c06);
    private static final int COPROCESSOR = 0x0b40;

    private PciKind() {}

    static boolean isBridge(int classCode) {
        return classCode >> 16 == BRIDGE;
    }

    /// What a function is for.
    ///
    /// @param classCode        24 bits
    /// @param interfaceIsKnown whether its last 8 bits, the programming interface, are; if not, class 0108 counts as NVMe,
    ///                         which nearly all of it is
    /// @param folders          in which the system has a name for it: `net`, `infiniband`, `drm` ...
    public static Kind of(int classCode, boolean interfaceIsKnown, Set<String> folders) {
        int baseAndSub = classCode >> 8;
        if (folders.contains(INFINIBAND_FOLDER) || INFINIBAND.contains(baseAndSub)) {
            return Kind.RDMA;
        }
        return switch (classCode >> 16) {
            case 0x01 -> baseAndSub == NVME
                    && (!interfaceIsKnown || (classCode & 0xFF) == NVME_PROGRAMMING_INTERFACE) ? Kind.NVME
                            : Kind.STORAGE;
            case 0x02 -> Kind.NIC;
            case 0x03 -> Kind.GPU;
            case 0x12 -> Kind.ACCELERATOR;
            default -> {
                if (baseAndSub == COPROCESSOR || folders.contains(ACCELERATOR_FOLDER)) {
                    yield Kind.ACCELERATOR;
                }
                yield baseAndSub == FIBRE_CHANNEL ? Kind.STORAGE : Kind.OTHER;
            }
        };
    }

    /// Whether a function of this kind and class is listed although the system has no name for it.
    public static boolean isListed(Kind kind, int classCode) {
        return !isBridge(classCode) && (kind != Kind.OTHER || classCode >> 8 == CXL_MEMORY);
    }
}
