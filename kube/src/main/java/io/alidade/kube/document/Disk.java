package io.alidade.kube.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// The steps in which files are brought to disk, one by one: between any two of them a machine may stop. What was written is
/// there after that only where it was forced, and a name is only where its folder was.
public interface Disk {
    /// The file system.
    Disk REAL = new RealDisk();

    /// Keeps nothing and has nothing, for who rehearses.
    Disk NOWHERE = new NoDisk();

    /// Makes a file for its owner alone, which must not be there, and brings to disk what it holds; its name is there when its
    /// folder was forced. If it cannot, there is no such file, or a part of it.
    void create(Path file, ByteBuffer bytes) throws IOException;

    /// Brings to disk what a file holds, or which names a folder has.
    void force(Path fileOrFolder) throws IOException;

    /// Gives a file another name, whoever had it.
    void rename(Path from, Path to) throws IOException;

    /// Removes a name.
    ///
    /// @return false if nobody had it
    boolean delete(Path file) throws IOException;
}
