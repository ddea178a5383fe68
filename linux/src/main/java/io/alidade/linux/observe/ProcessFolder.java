package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.observe.NodeObservation.HostProcess;
import io.alidade.linux.observe.ObservedProcess.ObservedThread;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Reads processes from `proc`. One that ends meanwhile is left out without a word.
final class ProcessFolder {
    private static final int MAX_PROCESSES = 400_000;
    private static final int MAX_THREADS_OF_ONE = 100_000;
    private static final int MAX_THREADS = 500_000;
    private static final int MAX_MAPPINGS = 1_000_000;
    private static final int KTHREADD = 2;

    private record Status(String name, boolean isKernelThread, Optional<CpuSet> cpus, Optional<NumaNodeIds> mems) {}

    private final LiveFiles files;
    private final TreeDirectory proc;
    private final KernelLists lists;
    private final Notes notes;
    private int threadsRead;

    private ProcessFolder(LiveFiles files, TreeDirectory proc, KernelLists lists, Notes notes) {
        this.files = files;
        this.proc = proc;
        this.lists = lists;
        this.notes = notes;
    }

    /// @throws UnusableTree if there is none
    static ProcessFolder open(LiveFiles files, KernelLists lists, Notes notes) {
        return new ProcessFolder(files, files.directory("proc").orElseThrow(() -> new UnusableTree(
                files.top().pathOf("proc") + " is not there, so there are no processes to look at.",
                "Name with --root a folder that has sys/fs/cgroup and proc, such as /host in a pod that mounts the"
                        + " node's / there.")),
                lists, notes);
    }

    /// The ids of all processes there are.
    List<Integer> ids() {
        List<Integer> ids = new ArrayList<>();
        for (String name : proc.names(MAX_PROCESSES)) {
            KernelLists.number(name).ifPresent(ids::add);
        }
        return ids;
    }

    /// This process as that `proc` numbers it; nothing in a copy.
    OptionalInt self() {
        return files.linkText(proc, "self").map(KernelLists::number).orElse(OptionalInt.empty());
    }

    /// A process with all its threads; nothing if it has ended.
    Optional<ObservedProcess> process(int id, boolean withMemory) {
        Optional<TreeDirectory> directory = proc.directory(Integer.toString(id));
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        int mark = notes.mark();
        List<ObservedThread> threads = new ArrayList<>();
        String name = "";
        Optional<TreeDirectory> task = directory.get().directory("task");
        for (String thread : threadNames(task)) {
            Optional<Status> status = task.flatMap(tasks -> status(tasks, thread));
            if (status.isPresent()) {
                Status known = status.get();
                name = name.isEmpty() || thread.equals(Integer.toString(id)) ? known.name : name;
                if (known.cpus.isPresent() && known.mems.isPresent()) {
                    threads.add(new ObservedThread(KernelLists.number(thread).orElse(0), known.cpus.get(),
                            known.mems.get()));
                }
            }
        }
        Optional<MemoryUse> memory = withMemory ? memory(directory.get()) : Optional.empty();
        if (proc.directory(Integer.toString(id)).isEmpty()) {
            notes.forgetSince(mark);
            return Optional.empty();
        }
        return Optional.of(new ObservedProcess(id, name, threads, memory));
    }

    /// Where the pages of a process are; nothing if it has ended, or may not be looked at.
    Optional<MemoryUse> memory(int id) {
        return proc.directory(Integer.toString(id)).flatMap(this::memory);
    }

    /// The processes that the threads of a process have started, and that run.
    List<Integer> children(int id) {
        List<Integer> children = new ArrayList<>();
        Optional<TreeDirectory> tasks = proc.directory(Integer.toString(id)).flatMap(own -> own.directory("task"));
        for (String thread : tasks.map(own -> own.names(MAX_THREADS_OF_ONE)).orElse(List.of())) {
            tasks.flatMap(own -> own.directory(thread))
                    .flatMap(own -> own.attribute("children", MachineTree.MAX_ATTRIBUTE_BYTES))
                    .ifPresent(text -> text.lines().flatMap(line -> Arrays.stream(line.split(" ", -1)))
                            .forEach(child -> KernelLists.number(child).ifPresent(children::add)));
        }
        return children;
    }

    /// A process that is in no container; nothing if it has ended.
    Optional<HostProcess> hostProcess(int id) {
        Optional<TreeDirectory> directory = proc.directory(Integer.toString(id));
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        int mark = notes.mark();
        CpuSet cpus = CpuSet.EMPTY;
        String name = "";
        boolean isKernelThread = false;
        Optional<TreeDirectory> task = directory.get().directory("task");
        for (String thread : threadNames(task)) {
            Optional<Status> status = task.flatMap(tasks -> status(tasks, thread));
            if (status.isPresent()) {
                cpus = cpus.or(status.get().cpus.orElse(CpuSet.EMPTY));
                name = name.isEmpty() || thread.equals(Integer.toString(id)) ? status.get().name : name;
                isKernelThread |= status.get().isKernelThread;
            }
        }
        if (proc.directory(Integer.toString(id)).isEmpty()) {
            notes.forgetSince(mark);
            return Optional.empty();
        }
        return Optional.of(new HostProcess(id, name, isKernelThread || id == KTHREADD, cpus));
    }

    /// True if a process that no list of a cgroup named is below `cgroup` after all: it started meanwhile.
    boolean isBelow(int id, String cgroup) {
        int mark = notes.mark();
        String text = proc.directory(Integer.toString(id)).flatMap(process -> process.attribute("cgroup")).orElse("");
        if (text.isEmpty()) {
            notes.forgetSince(mark);
        }
        return text.lines().anyMatch(line -> {
            // hierarchy:controllers:path
            int path = line.indexOf(':', line.indexOf(':') + 1) + 1;
            return line.startsWith(cgroup + "/", path);
        });
    }

    private List<String> threadNames(Optional<TreeDirectory> task) {
        if (threadsRead >= MAX_THREADS) {
            notes.limit("There are more than " + MAX_THREADS + " threads; the others are left out");
            return List.of();
        }
        List<String> names = task.map(tasks -> tasks.names(MAX_THREADS_OF_ONE)).orElse(List.of());
        threadsRead += names.size();
        return names;
    }

    private Optional<Status> status(TreeDirectory task, String thread) {
        int mark = notes.mark();
        Optional<TreeDirectory> folder = task.directory(thread);
        Optional<String> text = folder.flatMap(directory -> directory.attribute("status"));
        if (text.isEmpty()) {
            if (task.directory(thread).isEmpty()) {
                notes.forgetSince(mark);
            }
            return Optional.empty();
        }
        return Optional.of(status(folder.get().pathOf("status"), text.get()));
    }

    private Status status(String path, String text) {
        String parent = value(text, "PPid").orElse("");
        // Older kernels do not say it, but all kernel threads are children of kthreadd.
        boolean isKernelThread = value(text, "Kthread").filter("1"::equals).isPresent()
                || parent.equals(Integer.toString(KTHREADD));
        return new Status(value(text, "Name").orElse(""), isKernelThread,
                list(path, text, "Cpus_allowed_list", lists::cpus),
                list(path, text, "Mems_allowed_list", lists::numaNodes));
    }

    private <S> Optional<S> list(String path, String text, String key, Function<String, Optional<S>> parse) {
        Optional<String> value = value(text, key);
        Optional<S> set = value.flatMap(parse);
        if (value.isPresent() && set.isEmpty()) {
            notes.malformed(path, key + ":\t" + value.get());
        }
        return set;
    }

    /// What stands behind a key at the begin of a line. Of some sixty lines a few are of interest, so that the text is searched and
    /// not taken apart.
    private static Optional<String> value(String text, String key) {
        for (int at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
            int colon = at + key.length();
            if ((at == 0 || text.charAt(at - 1) == '\n') && text.startsWith(":", colon)) {
                int end = text.indexOf('\n', colon);
                return Optional.of(text.substring(colon + 1, end < 0 ? text.length() : end).strip());
            }
        }
        return Optional.empty();
    }

    private Optional<MemoryUse> memory(TreeDirectory process) {
        NumaMaps maps = new NumaMaps();
        LiveFiles.Read read = files.eachLine(process, "numa_maps", MAX_MAPPINGS, maps::line);
        return switch (read) {
            case WHOLE -> Optional.of(maps.use(true));
            case NOTHING -> Optional.empty();
            case CUT -> {
                notes.limit(process.pathOf("numa_maps") + " has more than " + MAX_MAPPINGS
                        + " mappings or an endless line; what is beyond is not counted");
                yield Optional.of(maps.use(false));
            }
        };
    }
}
