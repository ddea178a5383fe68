package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Affinity and memory policy of real threads and of the processes that they start. Each test has a thread of its own, which
/// ends with it.
class ConfinedThreadTest {
    private static <T> T inThreadOfItsOwn(Callable<T> task) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(task).get();
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private static NumaNodeIds allowedNumaNodes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Mems_allowed_list:"))
                .map(line -> NumaNodeIds.parseList(line.substring(line.indexOf(':') + 1).strip())).findFirst()
                .orElseThrow();
    }

    @Test
    void confine_oneCpu_holdsForTheThreadAndItsChildren() throws Exception {
        CpuSet before = CpuAffinity.current();
        CpuSet one = CpuSet.of(before.last());
        String status = inThreadOfItsOwn(() -> {
            CpuAffinity.confine(one);
            assertThat(CpuAffinity.current()).isEqualTo(one);
            return output("grep", "Cpus_allowed_list", "/proc/self/status");
        });
        assertThat(status.split("\\s+", -1)[1]).isEqualTo(one.toListString());
        assertThat(CpuAffinity.current()).as("other threads").isEqualTo(before);
    }

    @Test
    void confine_cpuThatIsNotThere_isInvalid() {
        assertThatThrownBy(() -> inThreadOfItsOwn(() -> {
            CpuAffinity.confine(CpuSet.of(CpuSet.MAX_CPU));
            return 0;
        })).cause().isInstanceOfSatisfying(SystemCallFailed.class, failure -> {
            assertThat(failure.isInvalid()).isTrue();
            assertThat(failure).hasMessage("sched_setaffinity: invalid argument");
        });
    }

    @Test
    void confine_threadThatIsGone_saysSo() {
        assertThatThrownBy(() -> CpuAffinity.confine(Integer.MAX_VALUE, CpuSet.of(0)))
                .isInstanceOfSatisfying(SystemCallFailed.class, failure -> assertThat(failure.isGone()).isTrue());
        assertThatThrownBy(() -> CpuAffinity.confine(0, CpuSet.of(0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void confine_virtualThread_isRefused() throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread.ofVirtual().start(() -> {
            try {
                CpuAffinity.confine(CpuAffinity.current());
            } catch (IllegalStateException refused) {
                thrown[0] = refused;
            }
        }).join();
        assertThat(thrown[0]).isInstanceOf(IllegalStateException.class).hasMessageContaining("virtual");
    }

    @Test
    void bind_strictly_holdsForTheThreadAndThePagesOfItsChildren() throws Exception {
        MemoryBinding strict = new MemoryBinding(MemoryBinding.Strength.STRICT, allowedNumaNodes());
        String maps = inThreadOfItsOwn(() -> {
            strict.apply();
            assertThat(MemoryBinding.current()).isEqualTo(strict);
            return output("cat", "/proc/self/numa_maps");
        });
        assertThat(maps.lines().filter(line -> line.contains("heap") || line.contains("stack")))
                .isNotEmpty().allMatch(line -> line.contains(" bind:" + strict.numaNodes().toListString() + " "));
        assertThat(MemoryBinding.current().strength()).as("other threads")
                .isNotEqualTo(MemoryBinding.Strength.STRICT);
    }

    @Test
    void bind_preferredAndBackToAnywhere_isWhatTheKernelThenTells() throws Exception {
        MemoryBinding preferred = new MemoryBinding(MemoryBinding.Strength.PREFERRED, allowedNumaNodes());
        List<MemoryBinding> seen = inThreadOfItsOwn(() -> {
            preferred.apply();
            MemoryBinding first = MemoryBinding.current();
            new MemoryBinding(MemoryBinding.Strength.ANYWHERE, NumaNodeIds.EMPTY).apply();
            return List.of(first, MemoryBinding.current());
        });
        assertThat(seen).containsExactly(preferred,
                new MemoryBinding(MemoryBinding.Strength.ANYWHERE, NumaNodeIds.EMPTY));
    }

    @Test
    void bind_numaNodeThatIsNotThere_isInvalid() {
        MemoryBinding binding = new MemoryBinding(MemoryBinding.Strength.STRICT, NumaNodeIds.of(List.of(1000)));
        assertThatThrownBy(() -> inThreadOfItsOwn(() -> {
            binding.apply();
            return 0;
        })).cause().isInstanceOfSatisfying(SystemCallFailed.class,
                failure -> assertThat(failure.isInvalid()).isTrue());
    }

    @Test
    void binding_strictToNothing_isRefused() {
        assertThatThrownBy(() -> new MemoryBinding(MemoryBinding.Strength.STRICT, NumaNodeIds.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
