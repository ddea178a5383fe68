package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HypervisorTest {
    @TempDir
    Path root = Path.of("");

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, text);
    }

    @Test
    void read_aProcessorThatSaysSo_isAVirtualMachine() throws IOException {
        file("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor lm\n");

        assertThat(Hypervisor.read(root)).contains(new Hypervisor("a hypervisor", false));
    }

    @Test
    void read_qemuWithoutKvm_isEmulated() throws IOException {
        file("sys/class/dmi/id/sys_vendor", "QEMU\n");
        file("sys/class/dmi/id/product_name", "Standard PC (Q35 + ICH9, 2009)\n");
        file("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hpet acpi_pm\n");

        assertThat(Hypervisor.read(root)).contains(new Hypervisor("QEMU Standard PC (Q35 + ICH9, 2009)", true));

        file("sys/devices/system/clocksource/clocksource0/available_clocksource", "kvm-clock tsc\n");
        assertThat(Hypervisor.read(root).map(Hypervisor::isEmulated)).contains(false);
    }

    @Test
    void read_xen_hasItsName() throws IOException {
        file("sys/hypervisor/type", "xen\n");

        assertThat(Hypervisor.read(root).map(Hypervisor::name)).contains("xen");
    }

    @Test
    void read_aRealMachine_isNone() throws IOException {
        file("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu lm\nmodel name\t: hypervisor\n");
        file("sys/class/dmi/id/sys_vendor", "Dell Inc.\n");

        assertThat(Hypervisor.read(root)).isEqualTo(Optional.empty());
    }
}
