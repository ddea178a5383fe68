package io.alidade.kube.paste;

import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Recognises what people paste of a machine, by content: the output of `lscpu`, `numactl`, `numastat`, `nvidia-smi`,
/// `rocm-smi`, `lstopo` and `kubectl`, a kubelet's log, one or several in one text, with prompts, terminal codes, Markdown quotes and other lines around
/// them.
public final class Pastes {
    /// Words of which every output has one where it begins, by reader in their order. Most texts are machine files, which have
    /// none: looking for words is faster than asking every reader about every line.
    private static final List<String> SIGNS = List.of("Name:", "Capacity:", "Allocatable:",
            "NODE", "SOCKET", "CORE", "CPU,", "# The following is the pars", ",,",
            "Architecture:", "(s)", "Model name:", "Vendor ID:", "L3 cache:",
            "available: ", "cpus:", "size:", "free:", "node distances:", "No NUMA ",
            "Per-node system memory usage", "Node ",
            "GPU0", "GPU1", "GPU2", "GPU3", "GPU4", "GPU5", "GPU6", "GPU7", "GPU8", "GPU9",
            "(UUID: GPU-",
            "(Topology) Numa ",
            "etected CPU topology",
            "Machine ",
            "apiVersion:", "kind:", "metadata:", "items:");
    private static final char ESCAPE = '\u001b';
    private static final char HARD_BLANK = '\u00a0';

    private Pastes() {}

    /// What the outputs in a text tell, in their order; empty if it is none that is known here.
    ///
    /// @param source the name for messages
    /// @throws BadInput if an output is recognised and says something that no machine has
    public static List<Told> read(String source, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0 || !hasSign(text)) {
            return List.of();
        }
        return new PasteReader(new PastedLines(source, text)).read();
    }

    /// False only of texts in which no output begins.
    private static boolean hasSign(String text) {
        // Those may stand inside of a word, until lines are cleaned of them.
        if (text.indexOf(ESCAPE) >= 0 || text.indexOf(HARD_BLANK) >= 0) {
            return true;
        }
        for (String sign : SIGNS) {
            if (text.contains(sign)) {
                return true;
            }
        }
        return hasObject(text);
    }

    /// Whether a line begins with a brace, behind blanks and marks of a quote.
    private static boolean hasObject(String text) {
        for (int brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', brace + 1)) {
            int before = brace - 1;
            while (before >= 0 && text.charAt(before) != '\n' && text.charAt(before) != '\r'
                    && (text.charAt(before) == '>' || Character.isWhitespace(text.charAt(before)))) {
                before--;
            }
            if (before < 0 || text.charAt(before) == '\n' || text.charAt(before) == '\r') {
                return true;
            }
        }
        return false;
    }
}
