package io.alidade.linux.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives that nobody means well with: each ends in a tree with problems, or in a clear refusal.
class BadArchiveTest {
    private static final ArchiveBounds SMALL = new ArchiveBounds(20_000, 20, 4_000, 1_000);

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
    private final List<TreeProblem> problems = new ArrayList<>();

    @TempDir
    private Path folder;

    private BadArchiveTest entry(String name, char type, String link, String content) {
        return entry(name, type, link, content.getBytes(StandardCharsets.UTF_8), content.length());
    }

    private BadArchiveTest file(String name, String content) {
        return entry(name, '0', "", content);
    }

    private BadArchiveTest entry(String name, char type, String link, byte[] content, long size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0", sum));
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[Math.floorMod(-content.length, 512)]);
        return this;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private byte[] ended() {
        tar.writeBytes(new byte[1024]);
        return tar.toByteArray();
    }

    private MachineTree open(byte[] archive, ArchiveBounds bounds) {
        try {
            return MachineTree.openArchive(Files.write(folder.resolve("archive"), archive), bounds, problems::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MachineTree open() {
        return open(ended(), SMALL);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private static TreeDirectory sys(MachineTree tree) {
        return tree.directory("sys").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"/sys/file, has an absolute name", "sys/../../file, has a name that leads out or is too long",
        "../sys/file, has a name that leads out or is too long"})
    void entry_thatLeadsOut_isRefused(String name, String reason) {
        assertThat(sys(file("sys/good", "1").file(name, "x").open()).names(9)).containsExactly("good");
        assertThat(problems).containsExactly(new TreeProblem(TreeProblem.Kind.REFUSED_ENTRY, name, reason));
    }

    @ParameterizedTest
    @ValueSource(chars = {'3', '4', '6'})
    void entry_thatIsADeviceOrFifo_isRefused(char type) {
        assertThat(sys(file("sys/good", "1").entry("sys/bad", type, "", "").open()).names(9)).containsExactly("good");
        assertThat(problems).containsExactly(
                new TreeProblem(TreeProblem.Kind.REFUSED_ENTRY, "sys/bad", "is a device or FIFO"));
    }

    @Test
    void hardLink_toAFileBefore_isThatFile() {
        TreeDirectory sys = sys(
                file("sys/a", "1").entry("sys/b", '1', "sys/a", "").entry("sys/c", '1', "../etc/passwd", "")
                        .open());

        assertThat(sys.attribute("b")).contains("1");
        assertThat(sys.attribute("c")).isEmpty();
        assertThat(problems).extracting(TreeProblem::kind).containsExactly(TreeProblem.Kind.REFUSED_ENTRY);
    }

    @Test
    void links_areFollowedInsideTheArchiveOnly() {
        TreeDirectory sys = sys(file("sys/d/a", "1").entry("sys/b", '2', "/sys/d/a", "").entry("sys/c", '2', "c", "")
                .entry("sys/e", '2', "../../x", "").entry("sys/f", '2', "nowhere", "")
                .entry("sys/g", '2', "../sys/d", "")
                .file("sys/g/a", "2").open());

        assertThat(sys.attribute("b")).contains("1");
        assertThat(sys.directory("g").map(TreeDirectory::path)).contains("/sys/d");
        assertThat(sys.directory("g").flatMap(directory -> directory.attribute("a"))).contains("1");
        assertThat(sys.attribute("c")).isEmpty();
        assertThat(sys.attribute("e")).isEmpty();
        assertThat(sys.attribute("f")).isEmpty();
        assertThat(problems).extracting(TreeProblem::kind).containsExactly(TreeProblem.Kind.REFUSED_ENTRY,
                TreeProblem.Kind.UNREADABLE, TreeProblem.Kind.LINK_OUT_OF_ROOT);
    }

    @Test
    void names_ofExtendedHeaders_areRead() {
        String path = "sys/" + "d".repeat(120) + "/file";
        String record = " path=" + path + "\n";
        int length = record.length() + 3;

        MachineTree tree = entry("x", 'x', "", length + record).file("cut", "1")
                .entry("././@LongLink", 'L', "", "sys/" + "e".repeat(120) + "\0").file("cut", "2").open();

        assertThat(tree.directory("sys/" + "d".repeat(120)).flatMap(found -> found.attribute("file"))).contains("1");
        assertThat(sys(tree).attribute("e".repeat(120))).contains("2");
    }

    @Test
    void machine_inOneFolder_isFound() {
        assertThat(sys(file("host-1/sys/a", "1").file("host-1/var/log", "2").open()).attribute("a")).contains("1");
    }

    @Test
    void entry_ofTenGibibytes_endsTheReadingAtOnce() throws IOException {
        file("sys/a", "1").entry("sys/huge", '0', "", new byte[0], (8L << 30) - 1);

        assertThatThrownBy(() -> open(tar.toByteArray(), ArchiveBounds.DEFAULT)).isInstanceOf(UnusableTree.class)
                .hasMessageEndingWith("is too large: with the entry sys/huge of 8589934591 bytes it has more than"
                        + " 1073741824 unpacked bytes.");
    }

    @Test
    void archive_beyondItsBounds_isRefused() throws IOException {
        for (int i = 0; i < 30; i++) {
            file("sys/" + i, "");
        }
        byte[] many = gzip(ended());
        tar.reset();
        for (int i = 0; i < 6; i++) {
            file("sys/" + i, "x".repeat(900));
        }
        byte[] large = ended();

        assertThatThrownBy(() -> open(many, SMALL)).isInstanceOf(UnusableTree.class)
                .hasMessageContaining("has more than 20 entries");
        assertThatThrownBy(() -> open(large, SMALL)).isInstanceOf(UnusableTree.class)
                .hasMessageContaining("take more than 4000 bytes of memory");
    }

    @Test
    void file_beyondTheBoundOfFiles_isTooLarge() {
        assertThat(sys(file("sys/a", "x".repeat(1_001)).open()).attribute("a")).isEmpty();
        assertThat(problems).extracting(TreeProblem::kind).containsExactly(TreeProblem.Kind.TOO_LARGE);
    }

    @Test
    void archive_cutAnywhere_isRefused() throws IOException {
        byte[] plain = file("sys/a", "1").file("sys/b", "x".repeat(600)).ended();
        byte[] packed = gzip(plain);

        for (int length = 512; length <= plain.length - 1024; length += 128) {
            byte[] cut = Arrays.copyOf(plain, length);
            assertThatThrownBy(() -> open(cut, SMALL)).isInstanceOf(UnusableTree.class).hasMessageContaining("cut off");
        }
        for (int length = 3; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> open(cut, SMALL)).isInstanceOf(UnusableTree.class).hasMessageContaining("cut off");
        }
    }

    @Test
    void archive_damagedOrOfAnotherKind_isRefused() throws IOException {
        byte[] packed = gzip(file("sys/a", "1").ended());
        packed[packed.length - 6] ^= 1;

        assertThatThrownBy(() -> open(packed, SMALL)).isInstanceOf(UnusableTree.class).hasMessageContaining("damaged");
        assertThatThrownBy(() -> open(gzip("no tar".repeat(100).getBytes(StandardCharsets.UTF_8)), SMALL))
                .isInstanceOf(UnusableTree.class).hasMessageContaining("at byte 0 is a header whose checksum is wrong");
        assertThatThrownBy(() -> open(new byte[5_000], SMALL)).isInstanceOf(UnusableTree.class)
                .hasMessageEndingWith("is neither a tar nor a packed one (gzip, bzip2, xz, zstd).");
        assertThatThrownBy(() -> MachineTree.openArchive(folder, problems::add)).isInstanceOf(UnusableTree.class)
                .hasMessageEndingWith("is not a regular file.");
        assertThatThrownBy(() -> MachineTree.openArchive(folder.resolve("none"), problems::add))
                .isInstanceOf(UnusableTree.class).hasMessageEndingWith("cannot be read: it does not exist.");
    }

    @Test
    void isArchive_knowsTarAndGzipByContent() throws IOException {
        byte[] plain = file("sys/a", "1").ended();

        assertThat(MachineTree.isArchive(Arrays.copyOf(plain, 512))).isTrue();
        assertThat(MachineTree.isArchive(gzip(plain))).isTrue();
        assertThat(MachineTree.isArchive(new byte[512])).isFalse();
        assertThat(MachineTree.isArchive("apiVersion: v1".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
