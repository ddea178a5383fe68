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
        for (String thread : threadNames(directory.get())) {
            Optional<Status> status = status(directory.get(), thread);
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
        for (String thread : threadNames(directory.get())) {
            Optional<Status> status = status(directory.get(), thread);
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

    private List<String> threadNames(TreeDirectory process) {
        if (threadsRead >= MAX_THREADS) {
            notes.limit("There are more than " + MAX_THREADS + " threads; the others are left out");
            return List.of();
        }
        List<String> names = process.directory("task").map(task -> task.names(MAX_THREADS_OF_ONE)).orElse(List.of());
        threadsRead += names.size();
        return names;
    }

    private Optional<Status> status(TreeDirectory process, String thread) {
        int mark = notes.mark();
        Optional<TreeDirectory> folder = process.directory("task").flatMap(task -> task.directory(thread));
        Optional<String> text = folder.flatMap(directory -> directory.attribute("status"));
        if (text.isEmpty()) {
            if (process.directory("task").flatMap(task -> task.directory(thread)).isEmpty()) {
                notes.forgetSince(mark);
            }
            return Optional.empty();
        }
        return Optional.of(status(folder.get().pathOf("status"), text.get()));
    }

    private Status status(String path, String text) {
        String name = "";
        boolean isKernelThread = false;
        Optional<CpuSet> cpus = Optional.empty();
        Optional<NumaNodeIds> mems = Optional.empty();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            String key = colon < 0 ? "" : line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            switch (key) {
                case "Name" -> name = value;
                // Older kernels do not say it, but all kernel threads are children of kthreadd.
                case "Kthread" -> isKernelThread |= value.equals("1");
                case "PPid" -> isKernelThread |= value.equals(Integer.toString(KTHREADD));
                case "Cpus_allowed_list" -> cpus = lists.cpus(value);
                case "Mems_allowed_list" -> mems = lists.numaNodes(value);
                default -> {
                }
            }
            if ((key.equals("Cpus_allowed_list") && cpus.isEmpty())
                    || (key.equals("Mems_allowed_list") && mems.isEmpty())) {
                notes.malformed(path, line);
            }
        }
        return new Status(name, isKernelThread, cpus, mems);
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
