package io.alidade.linux.observe;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Where the pages of one process, and of all that it has started, are.
public final class ProcessPages {
    private static final int MAX_PROCESSES = 10_000;

    private ProcessPages() {}

    /// Counts them: the kernel walks the page tables of each process. What ends meanwhile, or may not be looked at, is left out.
    ///
    /// @param root the folder with `proc`; `/` for this machine
    /// @return nothing if of no process it could be seen
    /// @throws io.alidade.linux.tree.UnusableTree if the root cannot be opened
    public static Optional<MemoryUse> below(Path root, long pid) {
        Notes notes = new Notes();
        ProcessFolder processes = ProcessFolder.open(new LiveFiles(root, notes), new KernelLists(), notes);
        Deque<Integer> next = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        next.add(Math.toIntExact(pid));
        Optional<MemoryUse> all = Optional.empty();
        while (!next.isEmpty() && seen.size() < MAX_PROCESSES) {
            int process = next.remove();
            if (seen.add(process)) {
                next.addAll(processes.children(process));
                Optional<MemoryUse> own = processes.memory(process);
                if (own.isPresent()) {
                    all = Optional.of(all.orElse(MemoryUse.NONE).plus(own.get()));
                }
            }
        }
        return all;
    }
}
