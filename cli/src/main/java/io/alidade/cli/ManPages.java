package io.alidade.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// Writes the manual pages of all commands, for packages: `ManPages FOLDER DATE`.
final class ManPages {
    private ManPages() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (ManPage page : all(arguments[1])) {
            Files.writeString(folder.resolve(page.name() + ".1"), page.toRoff());
        }
    }

    /// One for each command, those below others too.
    static List<ManPage> all(String date) {
        Session session = Session.ofProcess();
        List<ManPage> pages = new ArrayList<>();
        add(pages, Alidade.commandLine(session, new Problems(session)), date);
        return pages;
    }

    private static void add(List<ManPage> pages, CommandLine command, String date) {
        pages.add(new ManPage(command.getCommandSpec(), new Alidade.Version().getVersion()[0], date));
        command.getSubcommands().values().forEach(below -> add(pages, below, date));
    }
}
