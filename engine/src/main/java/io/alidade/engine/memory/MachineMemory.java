package io.alidade.engine.memory;

import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.Requirement;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.table.NamedTable;
import java.util.Arrays;
import java.util.List;

/// How much memory of each type is free on each NUMA node, and which NUMA nodes form groups ("cells"): the Memory Manager's
/// machine state (memory-manager 1), as a value.
///
/// Invariants: *balance* - free + reserved of an entry does not change; *grouped* - `cells[i]` contains position i, and is
/// that alone when nothing is assigned there.
final class MachineMemory {
    private final MemoryTables tables;
    private final long[] free;
    private final long[] reserved;
    private final int[] assignments;
    private final long[] cells;

    MachineMemory(MemoryTables tables, long[] free, long[] reserved, int[] assignments, long[] cells) {
        this.tables = tables;
        this.free = free;
        this.reserved = reserved;
        this.assignments = assignments;
        this.cells = cells;
    }

    /// Nothing assigned (memory-manager 2.3).
    static MachineMemory empty(MemoryTables tables) {
        long[] free = new long[tables.length()];
        for (int i = 0; i < free.length; i++) {
            free[i] = tables.allocatable(i);
        }
        long[] cells = new long[tables.numaNodes()];
        for (int position = 0; position < cells.length; position++) {
            cells[position] = 1L << position;
        }
        return new MachineMemory(tables, free, new long[free.length], new int[cells.length], cells);
    }

    MemoryTables tables() {
        return tables;
    }

    long free(int index) {
        return free[index];
    }

    long reserved(int index) {
        return reserved[index];
    }

    int assignments(int position) {
        return assignments[position];
    }

    long cells(int position) {
        return cells[position];
    }

    private long sum(long[] amounts, int type, long bits) {
        long sum = 0;
        if (type >= 0) {
            for (long rest = bits; rest != 0; rest &= rest - 1) {
                sum += amounts[tables.index(type, Long.numberOfTrailingZeros(rest))];
            }
        }
        return sum;
    }

    private long allocatable(int type, long bits) {
        long sum = 0;
        if (type >= 0) {
            for (long rest = bits; rest != 0; rest &= rest - 1) {
                sum += tables.allocatable(tables.index(type, Long.numberOfTrailingZeros(rest)));
            }
        }
        return sum;
    }

    /// True if enough is free on the mask, reusable memory not counted (memory-manager 5.1 step 10).
    boolean satisfies(NumaMask mask, NamedTable<Long> requests) {
        for (String type : requests.names()) {
            if (Long.compareUnsigned(sum(free, tables.type(type), mask.bits()), requests.orElse(type, 0L)) < 0) {
                return false;
            }
        }
        return true;
    }

    /// True if the mask cuts through a group or joins NUMA nodes that are in use alone (memory-manager 5.4).
    boolean violates(NumaMask mask) {
        if (mask.size() == 1) {
            return false;
        }
        for (int position : mask.positions()) {
            if (assignments[position] > 0
                    && (Long.bitCount(cells[position]) == 1 || cells[position] != mask.bits())) {
                return true;
            }
        }
        return false;
    }

    /// Every mask that fits the groups and has room, the same hints for every type; there may be none (memory-manager
    /// 8.1).
    ///
    /// NUMA nodes with nothing assigned may be joined at will. All other masks are few: NUMA nodes in use alone, groups in
    /// use, and masks whose memory may be reused.
    HintFamily family(NamedTable<Long> requests, ReusableMemory reusable) {
        long unassigned = 0;
        long[] others = new long[2 * cells.length + reusable.bytes().size()];
        int count = 0;
        for (int position = 0; position < cells.length; position++) {
            if (assignments[position] == 0) {
                unassigned |= 1L << position;
            } else {
                others[count++] = 1L << position;
                others[count++] = cells[position];
            }
        }
        for (ReusableMemory.Place place : reusable.bytes().keySet()) {
            others[count++] = place.affinity().bits();
        }
        int offered = 0;
        for (int i = 0; i < count; i++) {
            if (isOffered(others[i], requests, reusable)) {
                others[offered++] = others[i];
            }
        }
        Requirement allocatable = allocatable(requests);
        return HintFamily.of(tables.numaNodes(), enough(unassigned, requests, allocatable.wraps()),
                allocatable.narrowest(tables.numaNodes())).withOthers(Arrays.copyOf(others, offered));
    }

    private Requirement allocatable(NamedTable<Long> requests) {
        Requirement.Builder allocatable = new Requirement.Builder(tables.topology().allNumaNodes().bits(), 0);
        requests.forEach((type, request) -> allocatable.amount(tables.allocatableOf(tables.type(type)), request));
        return allocatable.build();
    }

    // What is free is part of what is allocatable, so there is no need to look at both, unless sums wrap or a checkpoint
    // has brought in other amounts.
    private Requirement enough(long support, NamedTable<Long> requests, boolean allocatableWraps) {
        Requirement.Builder enough = new Requirement.Builder(support, 0);
        requests.forEach((type, request) -> {
            long[] room = freeOf(tables.type(type));
            long[] most = tables.allocatableOf(tables.type(type));
            enough.amount(room, request);
            if (allocatableWraps || exceeds(room, most)) {
                enough.amount(most, request);
            }
        });
        return enough.build();
    }

    private long[] freeOf(int type) {
        return type < 0
                ? new long[cells.length]
                : Arrays.copyOfRange(free, tables.index(type, 0), tables.index(type + 1, 0));
    }

    private static boolean exceeds(long[] amounts, long[] limits) {
        for (int position = 0; position < amounts.length; position++) {
            if (Long.compareUnsigned(amounts[position], limits[position]) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isOffered(long bits, NamedTable<Long> requests, ReusableMemory reusable) {
        return bits != 0 && isAllocatable(bits, requests) && fitsGroups(bits) && hasRoom(bits, requests, reusable);
    }

    private boolean isAllocatable(long bits, NamedTable<Long> requests) {
        for (String type : requests.names()) {
            if (Long.compareUnsigned(allocatable(tables.type(type), bits), requests.orElse(type, 0L)) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsGroups(long bits) {
        if (Long.bitCount(bits) == 1) {
            return Long.bitCount(cells[Long.numberOfTrailingZeros(bits)]) == 1;
        }
        return !violates(new NumaMask(bits));
    }

    private boolean hasRoom(long bits, NamedTable<Long> requests, ReusableMemory reusable) {
        for (String type : requests.names()) {
            long room = sum(free, tables.type(type), bits) + reusable.bytes(new NumaMask(bits), type);
            if (Long.compareUnsigned(room, requests.orElse(type, 0L)) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Takes from the lowest NUMA node upward; what does not fit is dropped, as in the kubelet (memory-manager 5.5).
    MachineMemory charge(NumaMask affinity, String typeName, long amount) {
        MachineMemory next = copy();
        int type = tables.type(typeName);
        long left = amount;
        for (int position : affinity.positions()) {
            next.assignments[position]++;
            next.cells[position] = affinity.bits();
            if (type >= 0) {
                int index = tables.index(type, position);
                long taken = unsignedMin(left, next.free[index]);
                next.reserved[index] += taken;
                next.free[index] -= taken;
                left -= taken;
            }
        }
        return next;
    }

    /// Gives back from the lowest NUMA node upward (memory-manager 8.4 step 3).
    MachineMemory release(List<MemoryBlock> blocks) {
        MachineMemory next = copy();
        for (MemoryBlock block : blocks) {
            int type = tables.type(block.type());
            long left = block.size();
            for (int position : block.affinity().positions()) {
                if (--next.assignments[position] == 0) {
                    next.cells[position] = 1L << position;
                }
                if (type >= 0) {
                    int index = tables.index(type, position);
                    long given = unsignedMin(left, next.reserved[index]);
                    next.free[index] += given;
                    next.reserved[index] -= given;
                    left -= given;
                }
            }
        }
        return next;
    }

    /// True for the same machine and the same assignments; free and reserved need to agree only as sums over each group
    /// (memory-manager 9 step 3).
    boolean agreesWith(MachineMemory stored) {
        for (int position = 0; position < cells.length; position++) {
            if (assignments[position] != stored.assignments[position] || cells[position] != stored.cells[position]) {
                return false;
            }
            for (int type = 0; type < tables.types().size(); type++) {
                long group = stored.cells[position];
                if (sum(free, type, group) != sum(stored.free, type, group)
                        || sum(reserved, type, group) != sum(stored.reserved, type, group)) {
                    return false;
                }
            }
        }
        return true;
    }

    private MachineMemory copy() {
        return new MachineMemory(tables, free.clone(), reserved.clone(), assignments.clone(), cells.clone());
    }

    private static long unsignedMin(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    @Override
    public String toString() {
        return "free " + Arrays.toString(free) + ", cells " + Arrays.toString(cells);
    }
}
