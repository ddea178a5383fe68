package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.golang.GoType;
import io.alidade.kube.golang.GoValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// *Nothing lost*: any state, written by any kubelet that writes all of it, is the same state when it is read again.
class CheckpointProperties {
    private static final long SEED = Long.getLong("alidade.seed", 42);
    private static final int ROUNDS = 400;
    private static final FeatureGates ON = new FeatureGates(Map.of("PodLevelResourceManagers", true));

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void cpuState_writtenAndRead_isTheSame() {
        for (int i = 0; i < ROUNDS; i++) {
            CpuState state = new CpuState(name(), cpus(), map(() -> map(this::cpus)), map(this::cpus));
            for (KubeletVersion version : KubeletVersion.values()) {
                byte[] bytes = bytes(CpuCheckpoint.toText(state, version, ON));
                CpuState kept = version.storesPodEntries() ? state
                        : new CpuState(state.policyName(), state.defaultCpuSet(), state.entries(), Map.of());
                assertThat(CpuCheckpoint.parse("f", bytes, version, ON, state.policyName(), Map.of()))
                        .as("seed %d, round %d", SEED, i).isEqualTo(new Restored.Loaded<>(kept));
            }
        }
    }

    @Test
    void memoryState_writtenAndRead_isTheSame() {
        for (int i = 0; i < ROUNDS; i++) {
            Map<Integer, NumaNodeState> numaNodes = new HashMap<>();
            map(() -> 0).keySet().forEach(_ -> numaNodes.put(random.nextInt(1000),
                    new NumaNodeState(random.nextInt(), map(this::table), numbers())));
            MemoryState state = new MemoryState(name(), numaNodes, map(() -> map(this::blocks)), map(this::blocks));
            for (KubeletVersion version : KubeletVersion.values()) {
                byte[] bytes = bytes(MemoryCheckpoint.toText(state, version, ON));
                MemoryState kept = version.storesPodEntries() ? state
                        : new MemoryState(state.policyName(), state.machineState(), state.entries(), Map.of());
                assertThat(MemoryCheckpoint.parse("f", bytes, version, ON, state.policyName()))
                        .as("seed %d, round %d", SEED, i).isEqualTo(new Restored.Loaded<>(kept));
            }
        }
    }

    @Test
    void deviceState_writtenAndRead_isTheSame() {
        for (int i = 0; i < ROUNDS; i++) {
            DeviceState state = new DeviceState(list(this::podDevices), map(() -> list(this::name)));
            assertThat(DeviceCheckpoint.parse("f", bytes(DeviceCheckpoint.toText(state))))
                    .as("seed %d, round %d", SEED, i)
                    .isEqualTo(new DeviceCheckpoint.Outcome(state, Optional.empty()));
        }
    }

    /// However a table was put together, its texts are the same.
    @Test
    void parts_writtenPodByPod_areTheWholeTable() {
        WrittenPods<String> pods = new WrittenPods<>((pod, held) -> GoValue.Written.entry(pod, new GoValue.Text(held)));
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, String> held = map(this::name);
            Map<String, GoValue> values = new HashMap<>();
            held.forEach((pod, text) -> {
                pods.add(pod, text);
                values.put(pod, new GoValue.Text(text));
            });
            assertThat(GoValue.Written.of(pods.table())).as("seed %d, round %d", SEED, i).isEqualTo(GoValue.Written
                    .of(GoType.Table.withTextKeys("map[string]string", CheckpointText.STRING).value(values)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private PodDevices podDevices() {
        Map<Integer, List<String>> ids = new HashMap<>();
        numbers().forEach(numaNode -> ids.put(numaNode - 1, list(this::name)));
        byte[] response = new byte[random.nextInt(8)];
        random.nextBytes(response);
        return new PodDevices(name(), name(), name(), ids, Base64.getEncoder().encodeToString(response));
    }

    private Table table() {
        return new Table(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private List<Block> blocks() {
        return list(() -> new Block(numbers(), name(), random.nextLong()));
    }

    private CpuSet cpus() {
        CpuSet.Builder cpus = new CpuSet.Builder();
        numbers().forEach(cpu -> cpus.add(cpu * random.nextInt(1, 90)));
        return cpus.build();
    }

    private List<Integer> numbers() {
        return list(() -> random.nextInt(64));
    }

    private String name() {
        String characters = "abc-.\"\\<>&/:{}[] \n\u0000\u2028\u007fé€\ud7ff\ue000\uffee😀";
        int[] codePoints = characters.codePoints().toArray();
        return IntStream.range(0, random.nextInt(6)).map(_ -> codePoints[random.nextInt(codePoints.length)])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private <V> List<V> list(Supplier<V> item) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> item.get()).toList();
    }

    private <V> Map<String, V> map(Supplier<V> value) {
        Map<String, V> map = new HashMap<>();
        list(this::name).forEach(key -> map.put(key, value.get()));
        return map;
    }
}
