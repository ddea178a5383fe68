package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which part of a replay is wanted: `3/20`, or `job/20` in a pod of an Indexed Job.
record FleetPart(int number, int of) {
    private static final Pattern PART = Pattern.compile("([0-9]{1,5}|job)/([0-9]{1,5})");
    private static final String INDEX = "JOB_COMPLETION_INDEX";

    /// @throws BadInput if it is no part
    static FleetPart read(String text, Map<String, String> environment) {
        Matcher part = PART.matcher(text);
        if (!part.matches()) {
            throw bad(text);
        }
        int of = Integer.parseInt(part.group(2));
        int number = part.group(1).equals("job") ? index(environment) + 1 : Integer.parseInt(part.group(1));
        if (number < 1 || number > of) {
            throw bad(text);
        }
        return new FleetPart(number, of);
    }

    /// The file of the part, in a folder that is made if it is not there.
    ///
    /// @throws BadInput if it cannot be made
    Path in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be made: " + failure.getMessage() + ".", "Name another folder.");
        }
        return folder.resolve("part-" + number + "-of-" + of + ".json");
    }

    private static int index(Map<String, String> environment) {
        String index = environment.getOrDefault(INDEX, "");
        if (!index.matches("[0-9]{1,5}")) {
            throw new BadInput(INDEX + " is '" + index + "', not a number.",
                    "Run it in a pod of a Job whose completionMode is Indexed, or write the number of the part.");
        }
        return Integer.parseInt(index);
    }

    private static BadInput bad(String text) {
        return new BadInput("--part is '" + text + "', not a part such as 3/20.",
                "Write the number of the part, from 1 on, and how many there are.");
    }
}
