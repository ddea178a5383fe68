package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.view.TextStyle;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlockPictureTest {
    private static String picture(TextStyle style) {
        MachineDescription small = Machines.machine(Machines.SMALL);
        AdmissionRun run = Machines.run(small, Machines.STATIC, List.of(
                Machines.pod("web", "cpu: 2, memory: 2Gi, hugepages-1Gi: 1Gi, nvidia.com/gpu: 1"),
                Machines.pod("db", "cpu: 4, memory: 10Gi"), Machines.pod("idle", "")));
        return Machines.picture(small, run).toBlocks(style);
    }

    @Test
    void toBlocks_pods_areLetters() {
        assertThat(picture(TextStyle.PLAIN)).isEqualTo("""
                small
                2 sockets · 8 cores · 16 CPUs · 2 NUMA nodes · 32Gi of memory
                socket 0
                  NUMA node 0 · 4 cores, 8 CPUs
                    cores 0-3       #· AA BB BB
                    memory          ##AAAAABBBBBBBBBBBBBBBBBBBBBBB·· 14Gi: # 1Gi A 2Gi B 10Gi
                                    · 1Gi
                    1Gi pages       AAAAAAAAAAAAAAAA················ 2Gi: A 1Gi · 1Gi
                    nvidia.com/gpu  A gpu0
                socket 1
                  NUMA node 1 · 4 cores, 8 CPUs
                    cores 4-7       ·· ·· ·· ··
                    memory          ································ 16Gi
                    nvidia.com/gpu  ! broken · gpu1
                not on one NUMA node
                    example.com/bridge · both @0-1
                    example.com/dongle · any
                A default/web: 2 CPUs · 2Gi memory · 1Gi hugepages-1Gi · 1 nvidia.com/gpu
                B default/db: 4 CPUs · 10Gi memory
                  default/idle: nothing of its own
                # reserved for the system, ! unavailable, · free
                """);
    }

    @Test
    void toBlocks_narrowTerminal_isNotExceeded() {
        Machines.all().forEach((name, machine) -> assertThat(
                MachinePicture.of(machine).toBlocks(new TextStyle(60, false)).lines()).as(name)
                .allMatch(line -> line.codePointCount(0, line.length()) <= 60));
    }

    @Test
    void toBlocks_colours_changeNoCharacter() {
        String coloured = picture(new TextStyle(80, true));

        assertThat(coloured).contains("\u001b[48;5;74;38;5;16mAA\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(picture(TextStyle.PLAIN));
    }

    @Test
    void toBlocks_machineAlone_saysWhatCachesShare() {
        MachineDescription machine = Optional.ofNullable(Machines.all().get("eight NUMA nodes of four caches"))
                .orElseThrow();

        assertThat(MachinePicture.of(machine).toBlocks(TextStyle.PLAIN)).contains(
                "  NUMA node 0 · 16 cores, 32 CPUs · 4 × L3\n", " □□ □□ □□ □□ │ □□ □□ □□ □□ │ ");
    }
}
