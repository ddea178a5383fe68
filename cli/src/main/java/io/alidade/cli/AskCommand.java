package io.alidade.cli;

import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.Inputs;
import io.alidade.view.TextStyle;
import io.alidade.view.TextTable;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Asks a running agent about its node as it is now.
@Command(name = "ask", sortOptions = false, versionProvider = Alidade.Version.class, description = AskCommand.SUMMARY,
        footer = {"", "Examples:", "  alidade ask fit -f web.yaml", "  alidade ask copies --shape cpu=4,memory=8Gi",
            "  alidade ask blocks -f web.yaml"})
final class AskCommand implements Callable<Integer> {
    static final String SUMMARY = "Asks a running agent about its node as it is now: would these pods fit, how many of them,"
            + " and what blocks them. Nothing is changed.";

    @Spec
    CommandSpec spec = CommandSpec.create();

    static CommandLine with(Session session) {
        return Options.commandLine(new AskCommand()).addSubcommand(Options.commandLine(new Fit(session)))
                .addSubcommand(Options.commandLine(new HowMany(session)))
                .addSubcommand(Options.commandLine(new Blocks(session)));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(),
                "Missing required command: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }

    /// About which pods.
    private static final class Wanted implements OptionGroup {
        private final FileOptions files = new FileOptions();

        private final ShapeOption shapes = new ShapeOption();

        private List<String> arguments = List.of();

        @Override
        public void addTo(Options options) {
            options.arguments(value -> arguments = value, "MANIFEST",
                    "Files with pods or workloads (YAML or JSON), or folders of such files; - is standard input.");
            options.include(files);
            options.include(shapes);
        }

        /// The files one after the other, as documents of one text.
        private byte[] body(Inputs inputs) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String file : files.insteadOf(arguments)) {
                byte[] text = inputs.read(file);
                // The agent, which reads all of them as one, knows no file by its name.
                var _ = PodManifests.read(Inputs.name(file), text, OptionalInt.empty());
                all.writeBytes("---\n".getBytes(StandardCharsets.UTF_8));
                all.writeBytes(text);
                all.write('\n');
            }
            if (all.size() == 0 && shapes.texts.isEmpty()) {
                throw new BadInput("no pods are named.",
                        "Name files of manifests, with -f or without it, or give --shape cpu=8,memory=32Gi.");
            }
            return all.toByteArray();
        }

        private String query() {
            return "?shape=" + URLEncoder.encode(String.join(";", shapes.texts), StandardCharsets.UTF_8);
        }
    }

    /// A question that is answered by a text or a document of the agent's.
    abstract static class Question implements Callable<Integer>, Options.Owner {
        private final Session session;
        private final String path;
        private final Wanted wanted = new Wanted();
        private final NodeSocketOption socket = new NodeSocketOption();
        private final OutputOptions output = new OutputOptions();

        Question(Session session, String path) {
            this.session = session;
            this.path = "/v1/ask/" + path;
        }

        @Override
        public List<OptionGroup> optionGroups() {
            return List.of(wanted, socket, output);
        }

        /// Asks once: a second answer could be that of another moment.
        @Override
        public Integer call() {
            boolean isToldByAgent = output.format() == OutputOptions.Format.TABLE && hasText();
            TextStyle style = session.style();
            String look = isToldByAgent ? "&columns=" + style.columns() + "&colour=" + style.colour() : "";
            HttpResponse answer = socket.ask(session, "POST", path + wanted.query() + look,
                    isToldByAgent ? "text/plain" : "application/json", wanted.body(session.inputs()));
            output.print(session, how -> text(answer, how), () -> NodeSocketOption.value(answer));
            return switch (answer.headers().getOrDefault("alidade-answer", "")) {
                case "yes" -> ExitCodes.OK;
                case "no" -> ExitCodes.NEGATIVE;
                default -> throw new BadInput("the agent's answer says neither yes nor no.",
                        "Ask with an alidade of the agent's version.");
            };
        }

        /// Whether the agent has the answer as a text for people.
        boolean hasText() {
            return true;
        }

        /// The answer for people: as the agent tells it.
        String text(HttpResponse answer, TextStyle style) {
            return NodeSocketOption.text(answer);
        }
    }

    /// Would they fit?
    @Command(name = "fit", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Says whether pods would be admitted now, one after the other, and what each container would get.",
            footer = {"", "Exit code 1 if a pod would be refused.", "", "Example:", "  alidade ask fit -f web.yaml"})
    static final class Fit extends Question {
        Fit(Session session) {
            super(session, "fit");
        }
    }

    /// What is in their way?
    @Command(name = "blocks", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Tells what blocks pods now: what is short on which NUMA node, and which smallest change would do.",
            footer = {"", "Exit code 1 if a pod would be refused.", "", "Example:",
                "  alidade ask blocks --shape cpu=16,memory=64Gi"})
    static final class Blocks extends Question {
        Blocks(Session session) {
            super(session, "blocks");
        }
    }

    /// How many of them?
    @Command(name = "copies", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Says how many pods of each shape would be admitted now, each shape by itself, and what the next one"
                    + " would lack.",
            footer = {"", "Exit code 1 if there is room for none of a shape.", "", "Example:",
                "  alidade ask copies --shape cpu=4,memory=8Gi"})
    static final class HowMany extends Question {
        HowMany(Session session) {
            super(session, "copies");
        }

        @Override
        boolean hasText() {
            return false;
        }

        @Override
        String text(HttpResponse answer, TextStyle style) {
            TextTable table = new TextTable().column("SHAPE").column("COPIES").column("SPLIT")
                    .column("THE NEXT ONE").column("WHY");
            for (Fields shape : NodeSocketOption.fields(answer).objects("items")) {
                table.row(shape.string("shape").orElse(""),
                        Long.toString(shape.integer("copies", 0, Integer.MAX_VALUE).orElse(0)),
                        Long.toString(shape.integer("split", 0, Integer.MAX_VALUE).orElse(0)),
                        shape.string("reason").orElse(""), String.join("; ", shape.stringList("why")));
            }
            StringBuilder out = new StringBuilder();
            table.write(out, 0, style);
            return out.toString();
        }
    }
}
