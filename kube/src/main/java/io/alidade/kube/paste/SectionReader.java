package io.alidade.kube.paste;

/// Reads the output of one tool from a paste.
interface SectionReader {
    /// Whether the tool's output begins with the next line.
    boolean starts(PastedLines lines);

    /// Reads the output, and leaves the first line that is none of it as the next. Takes at least one line.
    ///
    /// @throws io.alidade.kube.document.BadInput if a value is one that no machine has
    Told read(PastedLines lines);
}
