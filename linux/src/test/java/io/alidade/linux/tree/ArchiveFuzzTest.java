package io.alidade.linux.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;

/// Whatever bytes an archive has, they are a tree that can be walked, or one plain refusal with a cure. Checksums are
/// made right first, so that the fuzzer gets behind them.
class ArchiveFuzzTest {
    private static final ArchiveBounds SMALL = new ArchiveBounds(1 << 16, 100, 1 << 16, 1 << 12);
    private static final int MAX_DEPTH = 20;

    @FuzzTest(maxDuration = "8s")
    void read_anyBytes_isATreeOrRefused(byte[] bytes) {
        List<TreeProblem> problems = new ArrayList<>();
        try {
            ArchiveReader reader = new ArchiveReader("archive", SMALL, problems::add);
            walk(ArchiveDirectory.root(reader.read(new ByteArrayInputStream(withChecksums(bytes))), problems::add), 0);
        } catch (UnusableTree refused) {
            assertThat(refused.cure()).isNotBlank();
        }
    }

    private static void walk(TreeDirectory directory, int depth) {
        for (String name : directory.names(10)) {
            assertThat(directory.attribute(name).orElse("").length()).isLessThanOrEqualTo(SMALL.fileBytes());
            if (depth < MAX_DEPTH) {
                directory.directory(name).filter(below -> below.path().equals(directory.pathOf(name)))
                        .ifPresent(below -> walk(below, depth + 1));
            }
        }
    }

    /// Every block that is not zero gets the checksum of a header. Contents that are hit are none the worse.
    private static byte[] withChecksums(byte[] bytes) {
        byte[] tar = bytes.clone();
        for (int start = 0; start + TarHeader.BLOCK <= tar.length && Packing.of(tar).isEmpty();
                start += TarHeader.BLOCK) {
            int sum = 0;
            for (int i = 0; i < TarHeader.BLOCK; i++) {
                sum += i >= 148 && i < 156 ? ' ' : tar[start + i] & 0xff;
            }
            for (int i = 0; i < 6 && sum != 8 * ' '; i++) {
                tar[start + 148 + i] = (byte) ('0' + ((sum >> (3 * (5 - i))) & 7));
            }
            if (sum != 8 * ' ') {
                tar[start + 154] = 0;
                tar[start + 155] = ' ';
            }
        }
        return tar;
    }
}
