package io.alidade.linux.tree;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// What a tar may be packed with, told by the first bytes. Memory is bounded by each format (bzip2: 900 kB blocks, zstd:
/// a window of 8 MiB) or here (xz).
enum Packing {
    GZIP("\u001f\u008b\b") {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new GZIPInputStream(packed, BUFFER);
        }
    },
    BZIP2("BZh") {
        @Override
        InputStream open(InputStream packed) throws IOException {
            // Parallel compressors write many streams, one behind the other.
            return new BZip2CompressorInputStream(packed, true);
        }
    },
    XZ("\u00fd7zXZ\0") {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new XZInputStream(packed, XZ_MEMORY_KIB);
        }
    },
    ZSTD("(\u00b5/\u00fd") {
        @Override
        InputStream open(InputStream packed) {
            return new ZstdInputStream(packed);
        }
    };

    private static final int BUFFER = 1 << 16;
    /// What `xz -9` needs, and as much again.
    private static final int XZ_MEMORY_KIB = 128 << 10;

    /// The first bytes of a file, each as a character.
    private final String magic;

    Packing(String magic) {
        this.magic = magic;
    }

    /// More packed bytes than may be read.
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    static Optional<Packing> of(byte[] firstBytes) {
        String first = new String(firstBytes, StandardCharsets.ISO_8859_1);
        return EnumSet.allOf(Packing.class).stream().filter(packing -> first.startsWith(packing.magic)).findFirst();
    }

    abstract InputStream open(InputStream packed) throws IOException;

    /// The unpacked bytes. Reading them throws [ZipException] where the packing is damaged, [EOFException] where it is cut
    /// off, and [TooLong] after `maxPackedBytes`: empty blocks unpack to nothing for ever.
    InputStream unpack(InputStream packed, long maxPackedBytes) throws IOException {
        Counted counted = new Counted(packed, maxPackedBytes);
        return new Unpacked(reading(counted, () -> open(counted)), counted);
    }

    @FunctionalInterface
    private interface Step<T> {
        T take() throws IOException;
    }

    /// Decoders say in ways of their own that a file is damaged: any of their exceptions means that, but those of the file.
    private static <T> T reading(Counted packed, Step<T> step) throws IOException {
        try {
            return step.take();
        } catch (ZipException | EOFException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (e.equals(packed.failure)) {
                throw e;
            }
            if (packed.isAtEnd) {
                throw new EOFException();
            }
            String reason = e.getMessage();
            throw new ZipException(reason == null ? e.getClass().getSimpleName() : reason);
        }
    }

    private static final class Unpacked extends FilterInputStream {
        private final Counted packed;

        Unpacked(InputStream in, Counted packed) {
            super(in);
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            return reading(packed, in::read);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return reading(packed, () -> in.read(bytes, offset, length));
        }
    }

    private static final class Counted extends FilterInputStream {
        private long rest;
        private boolean isAtEnd;
        private IOException failure = new IOException();

        Counted(InputStream in, long maxBytes) {
            super(in);
            this.rest = maxBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (rest < 0) {
                failure = new TooLong();
                throw failure;
            }
            int count;
            try {
                count = in.read(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            isAtEnd |= count < 0;
            rest -= Math.max(0, count);
            return count;
        }
    }
}
