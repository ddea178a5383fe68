package io.alidade.kube.document;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk to which nothing comes.
final class NoDisk implements Disk {
    @Override
    public void create(Path file, ByteBuffer bytes) {}

    @Override
    public void force(Path fileOrFolder) {}

    @Override
    public void rename(Path from, Path to) {}

    @Override
    public boolean delete(Path file) {
        return false;
    }
}
